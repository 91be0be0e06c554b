import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { lagQuantile } from "@/lib/domain/instance/lag-histogram";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

type LagFacts = { lagCounts: readonly number[]; lagMaxMs: number; maxLagSeconds: number };

const seconds = (ms: number) => `${(ms / SECOND_MS).toFixed(ms < 10 * SECOND_MS ? 1 : 0)} s`;

/** A clock that calls each minute starts a routine within that minute. */
const PROMISED_MS = MINUTE_MS;

/** Judges how late scheduled runs of the last day began. */
export function judgeLag({ lagCounts, lagMaxMs, maxLagSeconds }: LagFacts): Finding {
  const p50 = lagQuantile(lagCounts, 0.5, lagMaxMs);
  const p99 = lagQuantile(lagCounts, 0.99, lagMaxMs);
  if (p50 === null || p99 === null) return ok("no scheduled run in the last day");
  const runs = lagCounts.reduce((sum, count) => sum + count, 0);
  const found = `scheduled runs of the last day began ${seconds(p50)} (p50) and ${seconds(p99)} (p99) after they were due, ${runs} in all`;
  if (p99 <= PROMISED_MS) return ok(found);
  const advice =
    "See whether a clock calls each minute; if it does, raise MAX_CONCURRENCY or add an instance";
  return p99 > maxLagSeconds * SECOND_MS ? problem(found, advice) : warning(found, advice);
}
