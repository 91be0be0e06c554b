import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@/db/client";
import { isTransientError } from "@/db/connections/transient-error";
import { recordRuns, type FinishedRun, type RecordReport } from "@/db/queries/record-runs";
import { failWithoutResponse } from "@/lib/services/requests/fail-without-response";
import type { HeldClaim } from "@/lib/services/scheduler/held-claim";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

export type FinishedClaim = { held: HeldClaim; run: FinishedRun };

/**
 * Records a batch of results. Tries again while the database is away and a lease of the batch may
 * still be live; after that the runs are left to the sweep. A batch that fails for another reason is
 * recorded one by one, so that one bad result cannot hold up the others: it becomes a FAIL with
 * INTERNAL. Every error is passed to `onError`.
 */
export async function recordResults(
  db: Database,
  batch: readonly FinishedClaim[],
  onError: (error: unknown) => void,
): Promise<RecordReport> {
  const nothing: RecordReport = { recorded: new Set(), toRetry: new Set() };
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await recordRuns(
        db,
        batch.map(({ run }) => run),
      );
    } catch (error) {
      onError(error);
      if (!isTransientError(error)) {
        const [only] = batch;
        if (only !== undefined && batch.length === 1) {
          if (only.run.result.errorCode === "INTERNAL") return nothing;
          const run = { ...only.run, result: failWithoutResponse("INTERNAL") };
          return recordResults(db, [{ ...only, run }], onError);
        }
        const recorded = new Set<string>();
        const toRetry = new Set<string>();
        for (const finished of batch) {
          const report = await recordResults(db, [finished], onError);
          for (const id of report.recorded) recorded.add(id);
          for (const id of report.toRetry) toRetry.add(id);
        }
        return { recorded, toRetry };
      }
      const lastLeaseEndMs = Math.max(...batch.map(({ held }) => held.leaseEndsAtMs));
      if (performance.now() + pauseMs >= lastLeaseEndMs) return nothing;
      await delay(pauseMs);
    }
  }
}
