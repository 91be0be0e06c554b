import { databaseNow } from "@/db/queries/database-now";
import { sumUpDurations } from "@/db/queries/runs";
import {
  rangeSpans,
  type DurationRange,
  type DurationSummary,
} from "@/lib/domain/run/duration-summary";
import { HOUR_MS, SECOND_MS } from "@/lib/domain/time-units";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * The durations and outcomes of a routine's runs over a range that ends now. Buckets begin at the same
 * moments on every call, so that a chart doesn't flicker; where the workspace has no such routine,
 * there are none.
 */
export function summarizeDurations(
  context: ServiceContext,
  routineId: string,
  range: DurationRange,
): Promise<DurationSummary> {
  const { hours, bucketSeconds } = rangeSpans[range];
  return asActor(context, async (tx) => {
    const to = await databaseNow(tx);
    const bucketMs = bucketSeconds * SECOND_MS;
    const from = new Date(Math.ceil((to.getTime() - hours * HOUR_MS) / bucketMs) * bucketMs);
    const buckets = await sumUpDurations(tx, context.workspaceId, routineId, {
      from,
      bucketSeconds,
    });
    return {
      range,
      from: from.toISOString(),
      to: to.toISOString(),
      bucket_seconds: bucketSeconds,
      buckets,
    };
  });
}
