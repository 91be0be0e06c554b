import type { MisfirePolicy } from "@/lib/domain/routine/routine-options";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { dueSlots, nextSlot } from "@/lib/domain/schedule/schedule";
import { isPastEnd, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";
import { SECOND_MS } from "@/lib/domain/time-units";

/**
 * The plan of a claim for a due routine:
 *
 * - The latest slot that is due runs. Due slots before it are passed over; those without a row of
 *   their own are counted as missed.
 * - A slot that has an outcome is never due again: the routine only moves on. A failed attempt that
 *   will be retried is not an outcome.
 * - A slot that lost `MAX_ABANDONED_ATTEMPTS` workers is closed as FAIL without another request: a
 *   routine that kills its worker must not do so for ever.
 * - Under the misfire policy SKIP a slot that no tick came for in time is recorded as MISSED, not
 *   run.
 * - A slot at or after the end date never runs: the routine has ended.
 */

/** The workers that a slot may lose: then it has failed. */
export const MAX_ABANDONED_ATTEMPTS = 3;

/**
 * The age in seconds from which a slot without a tick is a misfire. Two periods of a clock that
 * ticks every minute: one late or lost tick is not a misfire.
 */
const MISFIRE_GRACE_SECONDS = 120;

/** A row that a slot already has in the history. */
export type SlotAttempt = { slot: Date; attempt: number; status: RunStatus; willRetry: boolean };

export type ClaimPlan =
  /** Lease it and send the request for `slot`. `next_run_at` becomes `slot` until it is recorded. */
  | { action: "run"; slot: Date; attempt: number; missedSlots: number }
  /** Write a MISSED row for `slot`, and move on. */
  | { action: "miss"; slot: Date; attempt: number; missedSlots: number; nextRunAt: Date }
  /** Write a FAIL row for `slot`, whose attempts were all abandoned, and move on. */
  | { action: "give_up"; slot: Date; attempt: number; missedSlots: number; nextRunAt: Date }
  /** The slot already has its outcome: only move on. */
  | { action: "move_on"; nextRunAt: Date }
  /** No slot is left before the end date. */
  | { action: "end" };

const isOutcome = ({ status, willRetry }: SlotAttempt) =>
  !willRetry && (status === "SUCCESS" || status === "FAIL" || status === "MISSED");

/**
 * Plans one claim. `horizon` is now plus the slack, and `nextRunAt` is at or before it.
 * `offsetSeconds` is the delay of a run after its slot. `rows` are those that the slot `nextRunAt`
 * and the latest due slot already have.
 * @throws {RangeError} for a schedule that cannot be read.
 */
export function planClaim(
  input: RoutineSchedule & {
    misfirePolicy: MisfirePolicy;
    nextRunAt: Date;
    offsetSeconds: number;
    now: Date;
    horizon: Date;
    rows: readonly SlotAttempt[];
  },
): ClaimPlan {
  const { schedule, nextRunAt, endsAt } = input;
  if (isPastEnd(input, nextRunAt)) return { action: "end" };
  const offsetMs = input.offsetSeconds * SECOND_MS;
  const lastSlotMs = Math.min(
    input.horizon.getTime() - offsetMs,
    endsAt === null ? Infinity : endsAt.getTime() - 1,
  );
  const { latest, passedOver } = dueSlots(
    schedule,
    nextRunAt,
    new Date(Math.max(lastSlotMs, nextRunAt.getTime())),
  );
  const rowsOf = (slot: Date) => input.rows.filter((row) => row.slot.getTime() === slot.getTime());

  const slotRows = rowsOf(latest);
  if (slotRows.some(isOutcome)) {
    return { action: "move_on", nextRunAt: nextSlot(schedule, latest) };
  }

  const firstHasRow = passedOver > 0 && rowsOf(nextRunAt).length > 0;
  const missedSlots = passedOver - (firstHasRow ? 1 : 0);
  const attempt = Math.max(0, ...slotRows.map((row) => row.attempt)) + 1;

  const abandoned = slotRows.filter((row) => row.status === "ABANDONED").length;
  if (abandoned >= MAX_ABANDONED_ATTEMPTS) {
    const next = nextSlot(schedule, latest);
    return { action: "give_up", slot: latest, attempt, missedSlots, nextRunAt: next };
  }

  const ageSeconds = (input.now.getTime() - latest.getTime() - offsetMs) / SECOND_MS;
  if (
    input.misfirePolicy === "SKIP" &&
    slotRows.length === 0 &&
    ageSeconds >= MISFIRE_GRACE_SECONDS
  ) {
    const next = nextSlot(schedule, latest);
    return { action: "miss", slot: latest, attempt, missedSlots, nextRunAt: next };
  }
  return { action: "run", slot: latest, attempt, missedSlots };
}
