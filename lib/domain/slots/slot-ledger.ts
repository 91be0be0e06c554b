/**
 * What became of every slot of a routine: an account in which no slot is left out.
 *
 * A slot is there because the schedule that held at its minute has it, or because a run is on record
 * for it. What became of it is told by the first of these that fits:
 * - Its runs: the outcome where there is one, else how the latest attempt stands.
 * - A later run that counts it among the slots which were passed over. A run counts those directly
 *   before its own slot, and only within one series: an edit of the schedule begins another.
 * - The start or the end date that held then, or a pause.
 * - It is due, and was not claimed yet.
 * - The change that took it away: it was due, and the routine was paused or edited before it ran.
 * A slot that none of these explains is UNRECORDED: the routine was changed before changes were kept.
 */
import type { RoutineEventKind } from "@/lib/domain/routine/routine-event";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { dueSlots, isEqualSchedule, nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { isPastEnd, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

export const MAX_LEDGER_SLOTS = 500;

export const slotStates = [
  "SUCCESS",
  "DEGRADED",
  "FAIL",
  "RUNNING",
  "RETRYING",
  "ABANDONED",
  "MISSED",
  "PAUSED",
  "BEFORE_START",
  "AFTER_END",
  "EDITED",
  "WAITING",
  "UNRECORDED",
] as const;
export type SlotState = (typeof slotStates)[number];

/** The settings that say which slots a routine has. `nextRunAt` anchors an interval. */
export type SlotSettings = RoutineSchedule & { isActive: boolean; nextRunAt: Date };

/** Settings as they were from `at` on. */
export type ScheduleChange = SlotSettings & {
  kind: Exclude<RoutineEventKind, "FENCED">;
  at: Date;
};

/** A run of a slot, as the ledger needs it. */
export type LedgerRun = {
  id: string;
  slot: Date;
  attempt: number;
  status: RunStatus;
  isDegraded: boolean;
  willRetry: boolean;
  missedSlots: number;
  /** Its result came too late, and was refused. */
  isFenced: boolean;
};

export type SlotEntry = {
  slot: Date;
  state: SlotState;
  /** By attempt. */
  runs: readonly LedgerRun[];
  /** The run that counts this slot among those which were passed over. */
  missedBy: string | null;
  /** The change that kept the slot from running. */
  change: ScheduleChange | null;
};

/** How much earlier than its slot a run may be claimed: more than any instance is set to. */
const LONGEST_SLACK_MS = 30 * SECOND_MS;

/** A time, without its start and with its end, in which the slots follow one series. */
type Segment = { after: Date; until: Date | null; schedule: Schedule | null; anchor: Date };

/** What a routine's settings were, from its creation to now. */
export type Timeline = {
  current: SlotSettings;
  changes: readonly ScheduleChange[];
  segments: readonly Segment[];
};

const FIRST_SPAN_MS = 8 * HOUR_MS;

/** A schedule that cannot be read has no slots. */
function readableSchedule({ schedule, nextRunAt }: SlotSettings): Schedule | null {
  try {
    nextSlot(schedule, nextRunAt);
    return schedule;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isSameSeries(a: Segment, b: SlotSettings): boolean {
  const schedule = readableSchedule(b);
  if (a.schedule === null || schedule === null) return a.schedule === schedule;
  if (!isEqualSchedule(a.schedule, schedule)) return false;
  if (schedule.kind === "cron") return true;
  return (b.nextRunAt.getTime() - a.anchor.getTime()) % (schedule.intervalMinutes * MINUTE_MS) === 0;
}

/**
 * The settings of a routine over time. `changes` stand in the order in which they were made. What
 * came before the first of them is taken to have been as it left things; without any, as things are.
 */
export function buildTimeline(input: {
  createdAt: Date;
  current: SlotSettings;
  changes: readonly ScheduleChange[];
}): Timeline {
  const { createdAt, current } = input;
  const changes = [...input.changes];
  const [first = { ...current, kind: "CREATED", at: createdAt }] = changes;
  if (changes.length === 0 || first.at > createdAt) {
    const wasActive = first.kind === "PAUSED" || (first.kind !== "RESUMED" && first.isActive);
    changes.unshift({ ...first, kind: "CREATED", at: createdAt, isActive: wasActive });
  }
  const segments: Segment[] = [];
  for (const change of changes) {
    const last = segments.at(-1);
    if (last !== undefined && isSameSeries(last, change)) continue;
    if (last !== undefined) last.until = change.at;
    segments.push({
      after: change.at,
      until: null,
      schedule: readableSchedule(change),
      anchor: change.nextRunAt,
    });
  }
  return { current, changes, segments };
}

/** The latest `limit` slots of a series after `after`, up to and including `until`, newest first. */
function lastSlots({ schedule, anchor }: Segment, after: Date, until: Date, limit: number): Date[] {
  const slots: Date[] = [];
  if (schedule === null || limit <= 0) return slots;
  if (schedule.kind === "interval") {
    const stepMs = schedule.intervalMinutes * MINUTE_MS;
    const steps = Math.floor((until.getTime() - anchor.getTime()) / stepMs);
    for (
      let slotMs = anchor.getTime() + steps * stepMs;
      slotMs > after.getTime() && slots.length < limit;
      slotMs -= stepMs
    ) {
      slots.push(new Date(slotMs));
    }
    return slots;
  }
  // Cron expressions are read forwards only: look at ever longer spans, the latest first.
  let to = until;
  for (let spanMs = FIRST_SPAN_MS; to > after && slots.length < limit; spanMs *= 2) {
    const from = new Date(Math.max(after.getTime(), to.getTime() - spanMs));
    const found: Date[] = [];
    for (let slot = nextSlot(schedule, from); slot <= to; slot = nextSlot(schedule, slot)) {
      found.push(slot);
    }
    slots.push(...found.reverse());
    to = from;
  }
  return slots.slice(0, limit);
}

/** How many slots a series has after `after` and before `end`. */
function countSlotsBetween({ schedule, anchor }: Segment, after: Date, end: Date): number {
  const until = new Date(end.getTime() - 1);
  if (schedule === null || until <= after) return 0;
  if (schedule.kind === "interval") {
    const stepsTo = (moment: Date) =>
      Math.floor((moment.getTime() - anchor.getTime()) / (schedule.intervalMinutes * MINUTE_MS));
    return stepsTo(until) - stepsTo(after);
  }
  const first = nextSlot(schedule, after);
  return first > until ? 0 : dueSlots(schedule, first, until).passedOver + 1;
}

/**
 * The latest `limit` slots that the schedules of their times have after `after`, up to and including
 * `until`, newest first.
 */
export function findScheduledSlots(
  { segments }: Timeline,
  { after, until, limit }: { after: Date; until: Date; limit: number },
): Date[] {
  const slots: Date[] = [];
  for (const segment of segments.toReversed()) {
    const from = segment.after > after ? segment.after : after;
    const to = segment.until !== null && segment.until < until ? segment.until : until;
    slots.push(...lastSlots(segment, from, to, limit - slots.length));
    if (slots.length >= limit) break;
  }
  return slots;
}

/** The settings that held at a slot: a change counts for the slots after it. */
export function settingsAt({ changes }: Timeline, slot: Date): ScheduleChange | null {
  return changes.findLast(({ at }) => at < slot) ?? null;
}

const segmentAt = ({ segments }: Timeline, slot: Date) =>
  segments.findLast(({ after }) => after < slot);

/** The change with which the pause began that holds after `change`. */
function pauseOf(changes: readonly ScheduleChange[], change: ScheduleChange): ScheduleChange {
  const index = changes.indexOf(change);
  const lastActive = changes.findLastIndex(({ isActive }, at) => at < index && isActive);
  return changes[lastActive + 1] ?? change;
}

/** What became of a slot that has neither a run nor a run that counts it. */
function explainWithoutRun(timeline: Timeline, slot: Date): Pick<SlotEntry, "state" | "change"> {
  const { changes, current } = timeline;
  const held = settingsAt(timeline, slot);
  if (held === null) return { state: "UNRECORDED", change: null };
  if (held.startsAt !== null && slot < held.startsAt)
    return { state: "BEFORE_START", change: held };
  if (isPastEnd(held, slot)) return { state: "AFTER_END", change: held };
  if (!held.isActive) return { state: "PAUSED", change: pauseOf(changes, held) };
  if (current.isActive && slot >= current.nextRunAt) return { state: "WAITING", change: null };
  const taking = changes.find(
    ({ at, isActive, nextRunAt }) => at >= slot && (!isActive || nextRunAt > slot),
  );
  if (taking === undefined) return { state: "UNRECORDED", change: null };
  return { state: taking.isActive ? "EDITED" : "PAUSED", change: taking };
}

function slotStateOf(runs: readonly LedgerRun[]): SlotState {
  const outcome = runs.find(
    ({ status, willRetry }) =>
      !willRetry && (status === "SUCCESS" || status === "FAIL" || status === "MISSED"),
  );
  const latest = outcome ?? runs.at(-1);
  if (latest === undefined) return "UNRECORDED";
  if (latest.isDegraded) return "DEGRADED";
  return latest.willRetry ? "RETRYING" : latest.status;
}

/**
 * One entry a slot, newest first, at most `limit`: for `slots`, as `findScheduledSlots` gives them up
 * to `until`, and for the slots of `runs` up to there. `runs` are those of all these slots, and of
 * the first slot after `until` that has any.
 */
export function buildSlotLedger(
  timeline: Timeline,
  input: { slots: readonly Date[]; runs: readonly LedgerRun[]; until: Date; limit: number },
): SlotEntry[] {
  const { until, limit } = input;
  const runsOf = Map.groupBy(
    input.runs.toSorted((a, b) => a.attempt - b.attempt),
    ({ slot }) => slot.getTime(),
  );
  // A run may be claimed before its slot, and its schedule be edited in between. Slots are passed over
  // only where one lies between an edit and the claim, so what held a little earlier is what counted.
  const countedIn = (slot: Date) =>
    segmentAt(timeline, new Date(slot.getTime() - LONGEST_SLACK_MS));
  const counterOf = (slot: Date, runs: readonly LedgerRun[], passed: number) => ({
    segment: countedIn(slot),
    missed: runs.reduce((sum, run) => sum + run.missedSlots, 0),
    runId: runs.find((run) => run.missedSlots > 0)?.id ?? null,
    passed,
  });
  const laterMs = Math.min(...[...runsOf.keys()].filter((slotMs) => slotMs > until.getTime()));
  const laterSegment = Number.isFinite(laterMs) && countedIn(new Date(laterMs));
  let counter = laterSegment
    ? counterOf(
        new Date(laterMs),
        runsOf.get(laterMs) ?? [],
        countSlotsBetween(laterSegment, until, new Date(laterMs)),
      )
    : null;

  const moments = new Set([
    ...input.slots.map((slot) => slot.getTime()),
    ...[...runsOf.keys()].filter((slotMs) => slotMs <= until.getTime()),
  ]);
  return [...moments]
    .sort((a, b) => b - a)
    .slice(0, limit)
    .map((slotMs): SlotEntry => {
      const slot = new Date(slotMs);
      const runs = runsOf.get(slotMs) ?? [];
      if (runs.length > 0) {
        counter = counterOf(slot, runs, 0);
        return { slot, state: slotStateOf(runs), runs, missedBy: null, change: null };
      }
      if (counter !== null && counter.segment === segmentAt(timeline, slot)) {
        counter.passed += 1;
        if (counter.passed <= counter.missed) {
          return { slot, state: "MISSED", runs, missedBy: counter.runId, change: null };
        }
      }
      return { slot, runs, missedBy: null, ...explainWithoutRun(timeline, slot) };
    });
}

/** A schedule as screens word it. */
export function scheduleColumnsOf(schedule: Schedule) {
  return schedule.kind === "interval"
    ? { interval_minutes: schedule.intervalMinutes, cron_expression: null, timezone: "UTC" }
    : {
        interval_minutes: null,
        cron_expression: schedule.expression,
        timezone: schedule.timezone,
      };
}
