import type { Transaction } from "@/db/client";
import { findTrimmedHistory } from "@/db/queries/history/find-trimmed";
import { findOpenSlots, findReplayedRoutines } from "@/db/queries/replays/replays";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, type CodedProblem } from "@/lib/domain/field-problems";
import {
  chooseSlots,
  leftOutReasons,
  nothingLeftOut,
  type ChosenSlot,
} from "@/lib/domain/replays/choose-slots";
import {
  replayInput,
  replayRoutineInput,
  type ReplayInput,
  type ReplayPreviewDto,
} from "@/lib/domain/replays/replay";
import { MAX_REPLAY_ROUTINES, MAX_WINDOW_SLOTS } from "@/lib/domain/replays/replay-options";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { openLedger } from "@/lib/services/routines/get-slot-ledger";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** What a replay would run, oldest slot first. */
export type ReplayPlan = {
  input: ReplayInput;
  slots: (ChosenSlot & { routineId: string })[];
  preview: ReplayPreviewDto;
};

export const replayProblem = (problem: CodedProblem) =>
  new ValidationError([describeProblem(problem)]);

type Wanted = { ids: readonly string[] } | { tags: readonly string[] };

const wantedOf = ({ routine_ids, tag }: ReplayInput): Wanted =>
  routine_ids === undefined
    ? { tags: tag ?? [] }
    : { ids: [...new Set(routine_ids.map((id) => id.toLowerCase()))] };

/** The routines that are asked for; each that is named must be there. */
async function findRoutines(tx: Transaction, { workspaceId }: ServiceContext, wanted: Wanted) {
  const found = await findReplayedRoutines(tx, workspaceId, wanted, MAX_REPLAY_ROUTINES + 1);
  if (found.length > MAX_REPLAY_ROUTINES) {
    throw replayProblem({ path: "tag", code: "replay_routines_too_many" });
  }
  if ("ids" in wanted) {
    const known = new Set(found.map(({ id }) => id));
    const problems = wanted.ids.flatMap((id, index): CodedProblem[] =>
      known.has(id) ? [] : [{ path: `routine_ids.${index}`, code: "routine_unknown" }],
    );
    if (problems.length > 0) throw new ValidationError(problems.map(describeProblem));
  } else if (found.length === 0) {
    throw replayProblem({ path: "tag", code: "replay_no_routines" });
  }
  return found;
}

/**
 * Plans a replay of one routine (`routineId`), or of those that the input names. Nothing is written.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} with every problem at its field; for routines that aren't there, and for a
 *   window with more than `MAX_WINDOW_SLOTS` slots.
 */
export async function planReplay(
  context: ServiceContext,
  input: unknown,
  routineId: string | null,
): Promise<ReplayPlan> {
  requireRole(context, "MEMBER");
  // What isn't the caller's doesn't exist, whatever they ask of it.
  if (routineId !== null) await getRoutine(context, routineId);
  const parsed: ReplayInput =
    routineId === null
      ? parseInput(replayInput, input)
      : { ...parseInput(replayRoutineInput, input), routine_ids: [routineId] };
  const trimmed = await findTrimmedHistory(context.db);
  return asActor(context, async (tx) => {
    const wanted = wantedOf(parsed);
    const found =
      routineId === null
        ? await findRoutines(tx, context, wanted)
        : await findReplayedRoutines(tx, context.workspaceId, wanted, 1);
    if (found.length === 0) throw new NotFoundError();

    const { from, to, statuses, pace } = parsed;
    const leftOut = nothingLeftOut();
    const byStatus = { FAIL: 0, MISSED: 0, ABANDONED: 0 };
    const slots: ReplayPlan["slots"] = [];
    const routines: ReplayPreviewDto["routines"] = [];
    let keptSince: Date | null = null;
    let room = MAX_WINDOW_SLOTS;
    for (const replayed of found) {
      const ledger = await openLedger(tx, context, replayed.id, trimmed);
      const { routine, now, since } = ledger;
      const until = new Date(Math.min(to.getTime() - 1, now.getTime()));
      const entries = await ledger.readWindow({ from, until, limit: room });
      if (entries === null) throw replayProblem({ path: "to", code: "replay_window_too_long" });
      room -= entries.length;
      // What was before the routine is no gap in its history.
      const isGap = since > routine.createdAt && since > from;
      if (isGap && (keptSince === null || since > keptSince)) keptSince = since;
      const open = await findOpenSlots(tx, context.workspaceId, routine.id, { from, until });
      const choice = chooseSlots(entries, {
        statuses,
        isOver: (slot) => !routine.isActive || slot < routine.nextRunAt,
        isOpen: (slot) => open.has(slot.getTime()),
      });
      for (const reason of leftOutReasons) leftOut[reason] += choice.leftOut[reason];
      for (const { was } of choice.chosen) byStatus[was] += 1;
      slots.push(...choice.chosen.map((slot) => ({ ...slot, routineId: routine.id })));
      routines.push({ ...replayed, slot_count: choice.chosen.length });
    }
    slots.sort(
      (a, b) => a.slot.getTime() - b.slot.getTime() || (a.routineId < b.routineId ? -1 : 1),
    );
    return {
      input: parsed,
      slots,
      preview: {
        from: from.toISOString(),
        to: to.toISOString(),
        statuses,
        pace,
        slot_count: slots.length,
        by_status: byStatus,
        duration_seconds: Math.ceil(Math.max(0, slots.length - 1) * (MINUTE_SECONDS / pace)),
        left_out: leftOut,
        kept_since: keptSince?.toISOString() ?? null,
        routines,
      },
    };
  });
}
