import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { SECOND_MS } from "@/lib/domain/time-units";
import { defineCheck } from "@/lib/services/instance/check";
import type { Instance } from "@/lib/services/instance/instance";

/** Whether the time of the last tick moved while it was watched, for how long that took. */
type TickingFacts = { lastTickAt: string | null; movedAfterSeconds: number | null };

/** A clock calls once a minute, and a tick shows up when it begins and when it ends. */
const WATCHED_SECONDS = 75;
const LOOK_EVERY_SECONDS = 5;

export function judgeTicking({ lastTickAt, movedAfterSeconds }: TickingFacts): Finding {
  if (movedAfterSeconds !== null) {
    return ok(`a tick came while it was watched (${lastTickAt ?? ""})`);
  }
  return problem(
    `no tick came within ${WATCHED_SECONDS} s; the last one was ${lastTickAt ?? "never"}`,
    "Have a clock call /api/cron/tick each minute with CRON_SECRET",
  );
}

const health = z.object({ scheduler: z.object({ last_tick_at: z.string().nullable() }) });

async function readLastTick(instance: Instance): Promise<string | null> {
  const { body } = await instance.askApp("/api/health");
  const { success, data } = health.safeParse(JSON.parse(body));
  if (!success) throw new Error("/api/health doesn't respond as OpsPulse does");
  return data.scheduler.last_tick_at;
}

/** Watches the time of the last tick, as everybody can see it, until it moves. */
export const tickingCheck = defineCheck({
  name: "ticking",
  look: async (instance): Promise<TickingFacts> => {
    const first = await readLastTick(instance);
    let last = first;
    for (let waited = 0; waited < WATCHED_SECONDS; waited += LOOK_EVERY_SECONDS) {
      await delay(LOOK_EVERY_SECONDS * SECOND_MS);
      last = await readLastTick(instance);
      if (last !== first) {
        return { lastTickAt: last, movedAfterSeconds: waited + LOOK_EVERY_SECONDS };
      }
    }
    return { lastTickAt: last, movedAfterSeconds: null };
  },
  judge: judgeTicking,
});
