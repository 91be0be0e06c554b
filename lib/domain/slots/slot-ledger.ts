import type {
  PauseReason,
  ReleaseReason,
  ScheduleChangeKind,
} from "@/lib/domain/routine/routine-event";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { dueSlots, isEqualSchedule, nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { isPastEnd, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/**
 * The ledger: every slot of a routine with its state, none left out.
 *
 * The ledger has a slot where the schedule at that minute has one, or where a run is recorded for
 * it. The state is given by the first of these that applies:
 * - Its runs: the outcome if there is one, otherwise the state of the latest attempt. A replay's run is
 *   the outcome from when it ended; a lost attempt of one changes nothing.
 * - A later run that counts it among the slots that were passed over. A run counts those directly
 *   before its own slot, and only within one series: an edit of the schedule begins another.
 * - The start or end date at that time, or a pause.
 * - It is due and not claimed yet.
 * - The change that removed it: it was due, and the routine was paused or edited before it ran.
 * A slot that none of these explains is UNRECORDED: the routine was changed before changes were
 * kept.
 */

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

/** The settings that determine a routine's slots. `nextRunAt` anchors an interval. */
export type SlotSettings = RoutineSchedule & { isActive: boolean; nextRunAt: Date };

/** Settings as they were from `at` on. */
export type ScheduleChange = SlotSettings & {
  kind: ScheduleChangeKind;
  at: Date;
  pauseReason?: PauseReason | null;
};

/** A run of a slot, as the ledger needs it. */
export type LedgerRun = {
  id: string;
  slot: Date;
  attempt: number;
  status: RunStatus;
  isDegraded: boolean;
  willRetry: boolean;
  /** The run of a replay. */
  isReplay: boolean;
  /** The run of a replay that took over the outcome. */
  supersededBy: string | null;
  missedSlots: number;
  /** Its result came too late and was fenced. */
  isFenced: boolean;
};

/** A claim of a slot that was given back at `at`, before its request was sent. */
export type SlotRelease = { slot: Date; at: Date; reason: ReleaseReason };

export type SlotEntry = {
  slot: Date;
  state: SlotState;
  /** By attempt. */
  runs: readonly LedgerRun[];
  /** In the order in which they happened. */
  releases: readonly SlotRelease[];
  /** Id of the run that counts this slot among those that were passed over. */
  missedBy: string | null;
  /** The change that kept the slot from running. */
  change: ScheduleChange | null;
};

/** An upper limit for the time by which a run may be claimed before its slot, in any instance. */
const LONGEST_SLACK_MS = 30 * SECOND_MS;

/** A span in which the slots follow one series, without its start and with its end. */
type Segment = { after: Date; until: Date | null; schedule: Schedule | null; anchor: Date };

/** A routine's settings from its creation to now. */
export type Timeline = {
  current: SlotSettings;
  changes: readonly ScheduleChange[];
  segments: readonly Segment[];
};

const FIRST_SPAN_MS = 8 * HOUR_MS;

/** The schedule, or null where it cannot be read and so has no slots. */
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
  if (schedule.kind !== "interval") return true;
  return (
    (b.nextRunAt.getTime() - a.anchor.getTime()) % (schedule.intervalMinutes * MINUTE_MS) === 0
  );
}

/**
 * The settings of a routine over time. `changes` are in the order in which they were made. The time
 * before the first change is given the settings after it; without changes, the current settings.
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
  // A cron expression can only be followed forwards, so longer and longer spans are searched, the
  // latest first.
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

/** The number of slots of a series after `after` and before `end`. */
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
 * The latest `limit` slots after `after`, up to and including `until`, newest first, by the
 * schedules of their time.
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

/** The settings at a slot, or null before the first. A change applies to the slots after it. */
export function settingsAt({ changes }: Timeline, slot: Date): ScheduleChange | null {
  return changes.findLast(({ at }) => at < slot) ?? null;
}

const segmentAt = ({ segments }: Timeline, slot: Date) =>
  segments.findLast(({ after }) => after < slot);

/** The change that began the pause in which `change` was made. */
function pauseOf(changes: readonly ScheduleChange[], change: ScheduleChange): ScheduleChange {
  const index = changes.indexOf(change);
  const lastActive = changes.findLastIndex(({ isActive }, at) => at < index && isActive);
  return changes[lastActive + 1] ?? change;
}

/** The state of a slot that has no run and is counted by none. */
function explainWithoutRun(timeline: Timeline, slot: Date): Pick<SlotEntry, "state" | "change"> {
  const { changes, current } = timeline;
  const held = settingsAt(timeline, slot);
  if (held === null) return { state: "UNRECORDED", change: null };
  if (held.startsAt !== null && slot < held.startsAt) {
    return { state: "BEFORE_START", change: held };
  }
  if (isPastEnd(held, slot)) return { state: "AFTER_END", change: held };
  if (!held.isActive) return { state: "PAUSED", change: pauseOf(changes, held) };
  if (current.isActive && slot >= current.nextRunAt) return { state: "WAITING", change: null };
  const taking = changes.find(
    ({ at, isActive, nextRunAt }) => at >= slot && (!isActive || nextRunAt > slot),
  );
  if (taking === undefined) return { state: "UNRECORDED", change: null };
  return { state: taking.isActive ? "EDITED" : "PAUSED", change: taking };
}

/** Whether a slot has a run of its own time, and not only those of replays. */
const hasOwnRun = (runs: readonly LedgerRun[]) => runs.some(({ isReplay }) => !isReplay);

/** Whether a replay gave a slot its outcome: then no other run counts it as passed over. */
const isReplayed = (runs: readonly LedgerRun[]) =>
  runs.some(({ isReplay, status }) => isReplay && (status === "SUCCESS" || status === "FAIL"));

function slotStateOf(runs: readonly LedgerRun[]): SlotState {
  const outcome = runs.find(
    ({ status, willRetry, supersededBy }) =>
      !willRetry &&
      supersededBy === null &&
      (status === "SUCCESS" || status === "FAIL" || status === "MISSED"),
  );
  const latest = outcome ?? runs.at(-1);
  if (latest === undefined) return "UNRECORDED";
  if (latest.isDegraded) return "DEGRADED";
  return latest.willRetry ? "RETRYING" : latest.status;
}

/**
 * One entry for each slot, newest first, at most `limit`: for `slots`, which are those of
 * `findScheduledSlots` up to `until`, and for the slots of `runs` up to `until`. `runs` are the
 * runs of all these slots, and those up to the first slot after `until` that has any but replays. `releases` may be of any
 * slots.
 */
export function buildSlotLedger(
  timeline: Timeline,
  input: {
    slots: readonly Date[];
    runs: readonly LedgerRun[];
    releases: readonly SlotRelease[];
    until: Date;
    limit: number;
  },
): SlotEntry[] {
  const { until, limit } = input;
  const runsOf = Map.groupBy(
    input.runs.toSorted((a, b) => a.attempt - b.attempt),
    ({ slot }) => slot.getTime(),
  );
  const releasesOf = Map.groupBy(input.releases, ({ slot }) => slot.getTime());
  // A run may be claimed before its slot, and the schedule edited in between. A claim passes over
  // slots only if one lies between the edit and the claim, so the series a little earlier is the
  // right one.
  const countedIn = (slot: Date) =>
    segmentAt(timeline, new Date(slot.getTime() - LONGEST_SLACK_MS));
  const counterOf = (slot: Date, runs: readonly LedgerRun[], passed: number) => ({
    segment: countedIn(slot),
    missed: runs.reduce((sum, run) => sum + run.missedSlots, 0),
    runId: runs.find((run) => run.missedSlots > 0)?.id ?? null,
    passed,
  });
  const isLater = (slotMs: number) => slotMs > until.getTime();
  const laterMs = Math.min(
    ...[...runsOf].flatMap(([slotMs, runs]) =>
      isLater(slotMs) && hasOwnRun(runs) ? [slotMs] : [],
    ),
  );
  const replayedLater = [...runsOf].filter(
    ([slotMs, runs]) => isLater(slotMs) && slotMs < laterMs && !hasOwnRun(runs) && isReplayed(runs),
  ).length;
  const laterSegment = Number.isFinite(laterMs) && countedIn(new Date(laterMs));
  let counter = laterSegment
    ? counterOf(
        new Date(laterMs),
        runsOf.get(laterMs) ?? [],
        countSlotsBetween(laterSegment, until, new Date(laterMs)) - replayedLater,
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
      const base = { slot, runs, releases: releasesOf.get(slotMs) ?? [], missedBy: null };
      if (hasOwnRun(runs)) counter = counterOf(slot, runs, 0);
      if (hasOwnRun(runs) || isReplayed(runs) || runs.at(-1)?.status === "RUNNING") {
        // One that a replay has in flight is still counted.
        if (counter !== null && !hasOwnRun(runs) && !isReplayed(runs)) counter.passed += 1;
        return { ...base, state: slotStateOf(runs), change: null };
      }
      if (counter !== null && counter.segment === segmentAt(timeline, slot)) {
        counter.passed += 1;
        if (counter.passed <= counter.missed) {
          return { ...base, state: "MISSED", missedBy: counter.runId, change: null };
        }
      }
      return { ...base, ...explainWithoutRun(timeline, slot) };
    });
}

/** A schedule as columns, in the wire format. */
export function scheduleColumnsOf(schedule: Schedule) {
  const none = {
    interval_minutes: null,
    cron_expression: null,
    run_at: null,
    timezone: "UTC",
    gap_policy: "SKIP",
  } as const;
  switch (schedule.kind) {
    case "interval":
      return { ...none, interval_minutes: schedule.intervalMinutes };
    case "cron": {
      const { expression, timezone, gapPolicy = none.gap_policy } = schedule;
      return { ...none, cron_expression: expression, timezone, gap_policy: gapPolicy };
    }
    case "once":
      return { ...none, run_at: schedule.at.toISOString() };
  }
}
