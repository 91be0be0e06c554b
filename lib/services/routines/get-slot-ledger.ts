import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import { findTrimmedHistory, type TrimmedHistory } from "@/db/queries/history/find-trimmed";
import type { Routine } from "@/db/queries/routine-columns";
import { findRoutineEvents, type RoutineEvent } from "@/db/queries/routine-events";
import { findSlotRuns } from "@/db/queries/runs";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import {
  buildSlotLedger,
  buildTimeline,
  findScheduledSlots,
  type ScheduleChange,
  type SlotEntry,
  type SlotRelease,
  type SlotSettings,
  type Timeline,
} from "@/lib/domain/slots/slot-ledger";
import { slotPageInput, type SlotEntryDto, type SlotPage } from "@/lib/domain/slots/slot-page";
import { DAY_MS } from "@/lib/domain/time-units";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRoutine } from "@/lib/services/routines/get-routine";

/** The newest events that are read: no real routine is changed more often. */
const MAX_EVENTS = 5_000;

function toSettings(columns: Routine | RoutineEvent): SlotSettings {
  const { startsAt, endsAt, isActive, nextRunAt } = columns;
  return { schedule: scheduleOf(columns), startsAt, endsAt, isActive, nextRunAt };
}

function toChanges(events: readonly RoutineEvent[]): ScheduleChange[] {
  return events.flatMap((event): ScheduleChange[] => {
    const { kind, at, pauseReason } = event;
    if (kind === "FENCED" || kind === "RELEASED") return [];
    return [{ ...toSettings(event), kind, at, pauseReason }];
  });
}

function toReleases(events: readonly RoutineEvent[]): SlotRelease[] {
  return events.flatMap(({ releaseReason: reason, at, nextRunAt: slot }) =>
    reason === null ? [] : [{ slot, at, reason }],
  );
}

const shownOfRun = [
  "id",
  "attempt",
  "status",
  "isDegraded",
  "willRetry",
  "isFenced",
  "isReplay",
  "supersededBy",
] as const;

/** A slot as it goes out to a screen. */
export function toSlotEntryDto(entry: SlotEntry): SlotEntryDto {
  const { slot, state, runs, releases, missedBy, change } = entry;
  const bound =
    state === "BEFORE_START" ? change?.startsAt : state === "AFTER_END" ? change?.endsAt : null;
  return {
    slot: slot.toISOString(),
    state,
    runs: runs.map((run) => toWire(run, shownOfRun)),
    releases: releases.map((release) => toWire(release, ["at", "reason"])),
    missed_by: missedBy,
    changed_at: change?.at.toISOString() ?? null,
    pause_reason: change?.pauseReason ?? null,
    bound: bound?.toISOString() ?? null,
  };
}

/** The ledger of a routine, opened: its settings over time, and how far back it can be read. */
export type OpenLedger = {
  routine: Routine;
  timeline: Timeline;
  now: Date;
  since: Date;
  /** Up to `limit` entries, newest first, up to and including `until`. */
  readEntries: (until: Date, limit: number) => Promise<SlotEntry[]>;
  /** All entries from `from` to `until`, newest first; null where there are more than `limit` slots. */
  readWindow: (window: { from: Date; until: Date; limit: number }) => Promise<SlotEntry[] | null>;
};

/**
 * Opens the ledger of a routine, up to where its runs are kept.
 * @throws {NotFoundError} where the workspace has no such routine.
 */
export async function openLedger(
  tx: Transaction,
  context: ServiceContext,
  routineId: string,
  { runsBefore }: Pick<TrimmedHistory, "runsBefore">,
): Promise<OpenLedger> {
  const { workspaceId, scheduler } = context;
  const routine = await requireRoutine(tx, context, routineId);
  const now = await databaseNow(tx);
  const events = await findRoutineEvents(tx, workspaceId, routineId, MAX_EVENTS);
  const timeline = buildTimeline({
    createdAt: routine.createdAt,
    current: toSettings(routine),
    changes: toChanges(events),
  });
  const fenced = new Set(
    events.flatMap(({ kind, runId }) => (kind === "FENCED" && runId !== null ? [runId] : [])),
  );
  const releases = toReleases(events);
  const keptSince = new Date(
    Math.max(now.getTime() - scheduler.retentionDays * DAY_MS, runsBefore?.getTime() ?? 0),
  );
  const since = routine.createdAt > keptSince ? routine.createdAt : keptSince;
  const build = async (
    slots: readonly Date[],
    { from, until, limit }: { from: Date; until: Date; limit: number },
  ) => {
    const runs = await findSlotRuns(tx, workspaceId, routineId, { from, until });
    return buildSlotLedger(timeline, {
      slots,
      runs: runs.map((run) => ({ ...run, isFenced: fenced.has(run.id) })),
      releases,
      until,
      limit,
    });
  };
  return {
    routine,
    timeline,
    now,
    since,
    readEntries(until, limit) {
      const slots = findScheduledSlots(timeline, { after: since, until, limit });
      const isCut = slots.length >= limit;
      return build(slots, { from: (isCut ? slots.at(-1) : undefined) ?? keptSince, until, limit });
    },
    async readWindow({ from, until, limit }) {
      const after = new Date(Math.max(since.getTime(), from.getTime() - 1));
      const slots = findScheduledSlots(timeline, { after, until, limit: limit + 1 });
      if (slots.length > limit) return null;
      return build(slots, { from: from > keptSince ? from : keptSince, until, limit: Infinity });
    },
  };
}

/**
 * Returns every slot of a routine with its outcome, newest first: `limit` slots before `before`, or up
 * to now.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for a page that does not exist.
 */
export async function getSlotLedger(
  context: ServiceContext,
  routineId: string,
  input: unknown,
): Promise<SlotPage> {
  const { before, limit } = parseInput(slotPageInput, input);
  const trimmed = await findTrimmedHistory(context.db);
  return asActor(context, async (tx) => {
    const ledger = await openLedger(tx, context, routineId, trimmed);
    const { routine, now, since, readEntries } = ledger;
    const until = before !== undefined && before <= now ? new Date(before.getTime() - 1) : now;
    const entries = await readEntries(until, limit + 1);
    const shown = entries.slice(0, limit);
    return {
      data: shown.map(toSlotEntryDto),
      next_before: entries.length > limit ? (shown.at(-1)?.slot.toISOString() ?? null) : null,
      since: since.toISOString(),
      is_since_creation: since.getTime() === routine.createdAt.getTime(),
    };
  });
}
