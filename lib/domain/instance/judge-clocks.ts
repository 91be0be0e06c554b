import type { ClockFacts } from "@/lib/domain/instance/clock";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from "@/lib/domain/time-units";

/** A clock calls once a minute: two calls may be lost. */
const GONE_SECONDS = 3 * MINUTE_SECONDS;

/** A minute, and half of one for a call that was slow. */
const IRREGULAR_SECONDS = 90;

/** Calls that are further apart are another schedule than each minute. */
const SELDOM_SECONDS = 5 * MINUTE_SECONDS;

/** What to do where no clock calls each minute. */
const ADVICE =
  "Have a clock call /api/cron/tick each minute with CRON_SECRET: npm start does, or supabase/clock.sql, or any cron with OpsPulse-Clock as its name";

function inWords(seconds: number): string {
  if (seconds < 2 * MINUTE_SECONDS) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR_SECONDS) return `${Math.round(seconds / MINUTE_SECONDS)} min`;
  if (seconds < 2 * DAY_SECONDS) return `${Math.round(seconds / HOUR_SECONDS)} h`;
  return `${Math.round(seconds / DAY_SECONDS)} days`;
}

/** How regularly a clock calls. */
const paceOf = ({ meanGapSeconds }: ClockFacts): "once" | "minute" | "seldom" => {
  if (meanGapSeconds === null) return "once";
  return meanGapSeconds <= SELDOM_SECONDS ? "minute" : "seldom";
};

function describe(clock: ClockFacts): string {
  const gap = clock.meanGapSeconds;
  const pace = gap === null ? "called once" : `about every ${inWords(gap)}`;
  return `${clock.name} ${pace}, last ${inWords(clock.lastTickSeconds)} ago`;
}

/** Judges whether some clock calls each minute, and how regularly. Several clocks do no harm. */
export function judgeClocks(clocks: readonly ClockFacts[]): Finding {
  if (clocks.length === 0) return problem("no clock has called a tick yet", ADVICE);
  const list = clocks.map(describe).join("; ");
  const steady = clocks.filter(
    (clock) => paceOf(clock) !== "seldom" && clock.lastTickSeconds <= GONE_SECONDS,
  );
  if (steady.length === 0) {
    return problem(`no clock calls each minute, so routines run late: ${list}`, ADVICE);
  }
  // What one misses, another may have called.
  const longest = Math.min(...steady.map(({ longestGapSeconds }) => longestGapSeconds ?? 0));
  if (longest > IRREGULAR_SECONDS) {
    return warning(
      `${list}; the longest time without a tick in the last day was ${inWords(longest)}`,
      "If the instance wasn't stopped then, look at the clock's log, and let a second clock call ticks as well: any number may",
    );
  }
  return ok(steady.length > 1 ? `${list}. Several clocks do no harm` : list);
}
