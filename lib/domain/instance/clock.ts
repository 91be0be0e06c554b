/** Somebody who calls ticks, by name. Times in seconds, by the database's clock. */
export type ClockFacts = {
  name: string;
  lastTickSeconds: number;
  ticks: number;
  /** The moving average of the time between its ticks; null until the second one. */
  meanGapSeconds: number | null;
  /** The longest such time of about the last day. */
  longestGapSeconds: number | null;
};

const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** User agents of clocks that can't send a header of their own. */
const agents: readonly [RegExp, string][] = [
  [/^vercel-cron\//i, "vercel-cron"],
  [/^pg_net\//i, "pg_net"],
  [/^curl\//i, "curl"],
  [/^amazon\/eventbridge/i, "eventbridge"],
  [/^google-cloud-scheduler/i, "google-cloud-scheduler"],
  [/cron-job\.org/i, "cron-job.org"],
];

/** The name of a clock that says nothing of itself. */
export const UNNAMED_CLOCK = "unnamed";

/**
 * The name of who calls a tick: that of its header `OpsPulse-Clock` where it is one, or else by the user
 * agent.
 */
export function nameClock(header: string | null, userAgent: string | null): string {
  const given = header?.trim().toLowerCase() ?? "";
  if (NAME.test(given)) return given;
  return agents.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1] ?? UNNAMED_CLOCK;
}
