import { MAX_JITTER_SECONDS } from "@/lib/domain/routine/routine-options";
import {
  firstSlot,
  nextSlot,
  rescheduledSlot,
  resumedSlot,
  type Schedule,
} from "@/lib/domain/schedule/schedule";
import { SECOND_MS } from "@/lib/domain/time-units";

/**
 * The slots of a routine: those of its schedule, from `startsAt` (inclusive) to `endsAt`
 * (exclusive).
 */

export type RoutineSchedule = { schedule: Schedule; startsAt: Date | null; endsAt: Date | null };

/** The moment after which the first slot may come: now, or just before the start date. */
function startOf({ startsAt }: RoutineSchedule, now: Date): Date {
  return startsAt !== null && startsAt > now ? new Date(startsAt.getTime() - 1) : now;
}

/** The first slot of a new routine. */
export function firstSlotOf(routine: RoutineSchedule, now: Date): Date {
  return firstSlot(routine.schedule, startOf(routine, now));
}

/** Whether a slot is at or after the end date, or after the only slot there is, and so never runs. */
export function isPastEnd(
  { schedule, endsAt }: Omit<RoutineSchedule, "startsAt">,
  slot: Date,
): boolean {
  if (endsAt !== null && slot >= endsAt) return true;
  return schedule.kind === "once" && slot > schedule.at;
}

/** Times from here on can't be stored, neither as a slot nor as its start after jitter. */
const END_OF_STORAGE_MS = Date.UTC(3000, 0, 1);

/** Whether a slot and its start can be stored, whatever the routine's jitter is. */
export function isStorableSlot(slot: Date): boolean {
  return slot.getTime() + MAX_JITTER_SECONDS * SECOND_MS < END_OF_STORAGE_MS;
}

/** The next slot after an edit, which may also resume the routine. Keeps the anchor where possible. */
export function slotAfterEdit(
  previous: RoutineSchedule & { isActive: boolean; nextRunAt: Date },
  next: RoutineSchedule & { isActive: boolean },
  now: Date,
): Date {
  const isResumed = next.isActive && !previous.isActive;
  let slot = rescheduledSlot(previous.schedule, next.schedule, previous.nextRunAt, now);
  if (isResumed) slot = resumedSlot(next.schedule, slot, now);
  const hasNewStart = next.startsAt?.getTime() !== previous.startsAt?.getTime();
  return hasNewStart || (next.startsAt !== null && slot < next.startsAt)
    ? firstSlotOf(next, now)
    : slot;
}

/** The next `count` slots before the end date, starting with `from`. */
export function upcomingSlots(routine: RoutineSchedule, from: Date, count: number): Date[] {
  const slots: Date[] = [];
  for (
    let slot = from;
    slots.length < count && !isPastEnd(routine, slot);
    slot = nextSlot(routine.schedule, slot)
  ) {
    slots.push(slot);
  }
  return slots;
}
