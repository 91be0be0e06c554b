import { sql } from "drizzle-orm";
import { routines } from "@/db/schema";
import { ok, warning, type Finding } from "@/lib/domain/instance/finding";
import { RECORD_MARGIN_SECONDS } from "@/lib/env";
import { defineCheck } from "@/lib/services/instance/check";

type LeaseFacts = {
  leaseSeconds: number;
  /** Active routines whose timeout a lease can't outlast, and the longest of these timeouts. */
  cut: number;
  longestSeconds: number | null;
};

/** A lease below the default timeout isn't judged: no instance starts with one. */
export function judgeLease({ leaseSeconds, cut, longestSeconds }: LeaseFacts): Finding {
  if (cut === 0) {
    return ok(`a lease of ${leaseSeconds} s outlasts the request of every active routine`);
  }
  const needed = (longestSeconds ?? 0) + RECORD_MARGIN_SECONDS;
  return warning(
    `a lease of ${leaseSeconds} s cuts the timeout of ${cut} active routines short`,
    `Set LOCK_LEASE_SECONDS to at least ${needed}, or give them shorter timeouts`,
  );
}

export const leaseCheck = defineCheck({
  name: "lease",
  look: async (instance): Promise<LeaseFacts> => {
    const leaseSeconds = instance.settings.env.LOCK_LEASE_SECONDS;
    const [row] = await instance.query<{ cut: number; longest: number | null }>(sql`
      select count(*)::int as cut, max(timeout_seconds)::int as longest from ${routines}
      where is_active and timeout_seconds > ${leaseSeconds - RECORD_MARGIN_SECONDS}
    `);
    return { leaseSeconds, cut: row?.cut ?? 0, longestSeconds: row?.longest ?? null };
  },
  judge: judgeLease,
});
