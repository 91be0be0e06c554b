import { sql } from "drizzle-orm";
import { measureBacklog } from "@/db/queries/backlog";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { MINUTE_SECONDS, SECOND_MS } from "@/lib/domain/time-units";
import { defineCheck } from "@/lib/services/instance/check";

/** `lastTickSeconds` is null where there never was a tick. */
type TickFacts = { lastTickSeconds: number | null; due: number; oldestDueLagMs: number };

/** A clock calls once a minute, and a tick may last most of the next one. */
const LATE_SECONDS = 2 * MINUTE_SECONDS;
const GONE_SECONDS = 3 * MINUTE_SECONDS;

export function judgeTicks({ lastTickSeconds, due, oldestDueLagMs }: TickFacts): Finding {
  const advice =
    "Have a clock call /api/cron/tick each minute with CRON_SECRET: that of npm start, Vercel Cron, or pg_cron";
  if (lastTickSeconds === null) return problem("there never was a tick, so nothing runs", advice);
  const ago = `the last tick was ${Math.round(lastTickSeconds)} s ago`;
  if (lastTickSeconds > GONE_SECONDS) return problem(`${ago}, so nothing runs`, advice);
  if (lastTickSeconds > LATE_SECONDS) return warning(ago, advice);
  const lagSeconds = Math.round(oldestDueLagMs / SECOND_MS);
  if (lagSeconds > MINUTE_SECONDS) {
    return warning(
      `${due} routines are due, the oldest for ${lagSeconds} s`,
      "Raise MAX_CONCURRENCY or add an instance, unless this passes by itself",
    );
  }
  return ok(ago);
}

export const ticksCheck = defineCheck({
  name: "ticks",
  look: async (instance): Promise<TickFacts> => {
    const { due, oldestDueLagMs } = await measureBacklog(
      await instance.database(),
      instance.settings.env.DUE_SLACK_SECONDS,
    );
    const [row] = await instance.query<{ seconds: number | null }>(sql`
      select extract(epoch from now() - last_tick_at)::float8 as seconds from scheduler_state
    `);
    return { lastTickSeconds: row?.seconds ?? null, due, oldestDueLagMs };
  },
  judge: judgeTicks,
});
