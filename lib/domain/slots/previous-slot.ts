import { dueSlots, nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";

/** How far the search goes back at first. Most expressions fire within two days. */
const FIRST_LOOK_DAYS = 2;

/** From here on the offsets of zones are as slots need them. */
const EARLIEST_MS = Date.UTC(1973, 0, 2);

/**
 * The slot of a schedule before `slot`, which need not be one of its slots: the latest that is earlier, in
 * the series through `anchor`. `slot` itself where the schedule has none before it.
 * @throws {RangeError} as `nextSlot` does.
 */
export function previousSlot(schedule: Schedule, slot: Date, anchor: Date): Date {
  if (schedule.kind === "interval") {
    const lengthMs = schedule.intervalMinutes * MINUTE_MS;
    const slots = Math.ceil((slot.getTime() - anchor.getTime()) / lengthMs) - 1;
    return new Date(anchor.getTime() + slots * lengthMs);
  }
  let startMs = slot.getTime();
  for (let days = FIRST_LOOK_DAYS; startMs > EARLIEST_MS; days *= 8) {
    startMs = Math.max(EARLIEST_MS, slot.getTime() - days * DAY_MS);
    const first = nextSlot(schedule, new Date(startMs));
    if (first < slot) {
      return dueSlots(schedule, first, new Date(slot.getTime() - MINUTE_MS)).latest;
    }
  }
  return slot;
}
