import type { RateLimitName } from "@/lib/domain/limits/rate-limits";
import { WindowCounters, type CountedLimit } from "@/lib/domain/limits/window-counters";
import { perProcess } from "@/lib/per-process";
import type { RateContext, ServiceContext } from "@/lib/services/context";
import { countedAddress, type RateVerdict } from "@/lib/services/limits/charge-rate";

/** About 10 MB of counters at most. */
const MAX_COUNTERS = 50_000;

const counters = perProcess("opspulseReadCounters", () => new WindowCounters(MAX_COUNTERS));

type Limits = Pick<RateContext, "rateLimits">;

/** The workspace is left out where it isn't looked up for the read. */
type Reader = Limits & Pick<ServiceContext, "actor"> & { workspaceId?: string };

function charge(
  { rateLimits }: Limits,
  subjects: readonly { limit: RateLimitName; of: string }[],
): RateVerdict {
  const limits = subjects.flatMap(({ limit, of }): CountedLimit[] => {
    const { max, windowSeconds } = rateLimits[limit];
    return max === null ? [] : [{ name: limit, max, windowSeconds, of }];
  });
  return counters.charge(limits, performance.now());
}

/**
 * Counts a read of a member, in this process alone: reads are many, and a counter in the database would
 * make each of them a write. Several instances allow that many reads each.
 */
export function chargeRead(reader: Reader): RateVerdict {
  const { actor, workspaceId } = reader;
  return charge(reader, [
    { limit: "reads_user", of: actor.key === undefined ? actor.userId : actor.key.id },
    ...(workspaceId === undefined ? [] : [{ limit: "reads_workspace", of: workspaceId } as const]),
  ]);
}

/** Counts a request without a caller who is known by its address, in this process alone. */
export const chargeVisit = (context: Limits, address: string): RateVerdict =>
  charge(context, [{ limit: "visits_address", of: countedAddress(address) }]);
