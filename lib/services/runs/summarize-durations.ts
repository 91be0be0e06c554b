import { databaseNow } from "@/db/queries/database-now";
import { sumUpDurations } from "@/db/queries/runs";
import {
  rangeSpans,
  type DurationRange,
  type DurationSummary,
} from "@/lib/domain/run/duration-summary";
import { durationsQuery } from "@/lib/domain/run/durations-query";
import { HOUR_MS, SECOND_MS } from "@/lib/domain/time-units";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { getRoutine } from "@/lib/services/routines/get-routine";

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

/**
 * The summary for a query.
 * @throws {NotFoundError} where the workspace has no such routine, whatever else is asked.
 * @throws {ValidationError} for an unknown range.
 */
export async function getDurations(
  context: ServiceContext,
  routineId: string,
  query: unknown,
): Promise<DurationSummary> {
  const { id } = await getRoutine(context, routineId);
  return summarizeDurations(context, id, parseInput(durationsQuery, query).range);
}
