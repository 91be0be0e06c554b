import { max, sum } from "drizzle-orm";
import type { Database } from "@/db/client";
import { historyTrims } from "@/db/schema";

/** What was removed to save space, in all; times are null where nothing of the kind was. */
export type TrimmedHistory = {
  /** Runs before it are gone, except those of incidents that were open. */
  runsBefore: Date | null;
  /** Runs before it have lost headers and body of their responses. */
  evidenceBefore: Date | null;
  deletedRuns: number;
  evidenceRuns: number;
  freedBytes: number;
  lastAt: Date | null;
};

/** Reads over the service connection: the bound is the instance's, not a workspace's. */
export async function findTrimmedHistory(db: Database): Promise<TrimmedHistory> {
  const [row] = await db
    .select({
      runsBefore: max(historyTrims.runsBefore),
      evidenceBefore: max(historyTrims.evidenceBefore),
      deletedRuns: sum(historyTrims.deletedRuns).mapWith(Number),
      evidenceRuns: sum(historyTrims.evidenceRuns).mapWith(Number),
      freedBytes: sum(historyTrims.freedBytes).mapWith(Number),
      lastAt: max(historyTrims.lastAt),
    })
    .from(historyTrims);
  return {
    runsBefore: row?.runsBefore ?? null,
    evidenceBefore: row?.evidenceBefore ?? null,
    deletedRuns: row?.deletedRuns ?? 0,
    evidenceRuns: row?.evidenceRuns ?? 0,
    freedBytes: row?.freedBytes ?? 0,
    lastAt: row?.lastAt ?? null,
  };
}
