import { cache } from "react";
import { findSessionUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { toDomainError } from "@/lib/http/problem";
import { countUnresolved } from "@/lib/services/incidents/count-unresolved";

/** The number of the workspace's open incidents, read once a request. */
export const countOpen = cache(async (): Promise<number> => {
  const { context } = await requireContext();
  return (await countUnresolved(context)).open;
});

/** As `countOpen`; 0 for a visitor, and where the database is out of reach. */
export async function findOpenCount(): Promise<number> {
  try {
    return (await findSessionUser()) === null ? 0 : await countOpen();
  } catch (error) {
    if (toDomainError(error)?.code === "UNAVAILABLE") return 0;
    throw error;
  }
}

/** The title of a page, after the number of open incidents where there are any. */
export const countedTitle = (count: number, title: string) =>
  count === 0 ? title : `(${count}) ${title}`;
