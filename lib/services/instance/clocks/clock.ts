import { ok, warning, type Finding } from "@/lib/domain/instance/finding";
import { SECOND_MS } from "@/lib/domain/time-units";
import { defineCheck } from "@/lib/services/instance/check";
import { measureOffset } from "@/lib/services/instance/clocks/measure-offset";

/** By how much the database's clock is ahead of this machine's. */
type ClockFacts = { offsetMs: number };

const MOST_MS = 2 * SECOND_MS;

export function judgeClock({ offsetMs }: ClockFacts): Finding {
  const seconds = (Math.abs(offsetMs) / SECOND_MS).toFixed(1);
  const direction = offsetMs > 0 ? "behind" : "ahead of";
  const found = `this machine's clock is ${seconds} s ${direction} the database's`;
  if (Math.abs(offsetMs) <= MOST_MS) return ok(found);
  return warning(
    found,
    "Routines run by the database's clock, but tokens and cookies expire by this one: let NTP set both",
  );
}

export const clockCheck = defineCheck({
  name: "clock",
  look: async (instance): Promise<ClockFacts> => {
    return { offsetMs: await measureOffset(await instance.database(), Date.now) };
  },
  judge: judgeClock,
});
