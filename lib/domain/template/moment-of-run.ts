import { scheduleOf, truncateToMinute, type ScheduleColumns } from "@/lib/domain/schedule/schedule";
import { previousSlot } from "@/lib/domain/slots/previous-slot";
import type { RunMoment } from "@/lib/domain/template/run-moment";

type RunAtMoment = {
  runId: string;
  attempt: number;
  /** Null for a run that a person started. */
  slot: Date | null;
  startedAt: Date;
  /** A slot of the routine. */
  anchor: Date;
};

/** A schedule that can't be read has no slot before this one. */
function previousSlotOf(routine: ScheduleColumns, slot: Date, anchor: Date): Date {
  try {
    return previousSlot(scheduleOf(routine), slot, anchor);
  } catch (error) {
    if (error instanceof RangeError) return slot;
    throw error;
  }
}

/** What the values of a run are made of. A run that a person started has the minute in which it began. */
export function momentOfRun(routine: ScheduleColumns, run: RunAtMoment): RunMoment {
  const slot = run.slot ?? truncateToMinute(run.startedAt);
  return {
    slot,
    previousSlot: () => previousSlotOf(routine, slot, run.slot ?? run.anchor),
    runId: run.runId,
    attempt: run.attempt,
    timezone: routine.timezone,
  };
}
