import { NotFoundError } from "@/lib/domain/errors";

/** What a service returns; null where it doesn't exist, or belongs to somebody else. */
export async function findOrNull<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
