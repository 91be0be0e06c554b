import { DrizzleQueryError } from "drizzle-orm";
import postgres from "postgres";

export type Refusal = { code: string; constraint: string | undefined; message: string };

/** How the database refused, or null where it did not. What is not a refusal is thrown on. */
export async function refusalOf(work: PromiseLike<unknown>): Promise<Refusal | null> {
  try {
    await work;
    return null;
  } catch (error) {
    const cause = error instanceof DrizzleQueryError ? error.cause : error;
    if (!(cause instanceof postgres.PostgresError)) throw error;
    return { code: cause.code, constraint: cause.constraint_name, message: cause.message };
  }
}
