import type { Transaction } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { databaseNow } from "@/db/queries/database-now";
import {
  findPausedRoutines,
  findRoutineStates,
  lockSelectedRoutines,
  pauseRoutines,
  removeRoutines,
  resumeRoutines,
  touchRoutines,
  type TaggedRoutine,
} from "@/db/queries/routines";
import { addRoutineTags, findOvertagged, findTagIds, removeRoutineTags } from "@/db/queries/tags";
import { ConflictError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { checkUpdateRoutine } from "@/lib/domain/routine/routine";
import {
  changeRoutinesInput,
  type ChangeRoutinesResult,
  type SelectedChange,
} from "@/lib/domain/routine/routine-change";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";
import { MAX_ROUTINE_TAGS } from "@/lib/domain/tags/tag-options";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { WorkspaceRoom } from "@/lib/services/limits/workspace-usage";
import { parseInput } from "@/lib/services/parse-input";
import { noteChange } from "@/lib/services/rehearsal";
import { toRoutineSettings } from "@/lib/services/routines/routine-dto";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { columnsAfter } from "@/lib/services/routines/update-routine";
import { makeTags } from "@/lib/services/tags/set-routine-tags";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Rows that are held in memory at once: a body may have 64 KB. */
const BATCH_ROWS = 500;

type Resumed = { id: string; nextRunAt: Date; dueAt: Date | null };

/** The slot at which a paused routine resumes, or the first problem that keeps it paused. */
function resume(
  context: ServiceContext,
  routine: TaggedRoutine,
  { room, now }: { room: WorkspaceRoom; now: Date },
): Resumed | ChangeRoutinesResult["skipped"][number] {
  const input = { is_active: true };
  try {
    const current = toRoutineSettings(routine);
    const checked = checkUpdateRoutine(current, input, context.limits);
    const settings = requireValid(context, checked, input, current, {
      patternProblems: [],
      // Only the state changes: the rest isn't judged again.
      ownSecrets: [],
    });
    const columns = columnsAfter(routine, settings, now);
    room.planRuns(routine, columns);
    const { nextRunAt, dueAt } = columns;
    return { id: routine.id, nextRunAt, dueAt };
  } catch (error) {
    const [problem] = error instanceof ValidationError ? error.problems : [];
    if (problem === undefined) throw error;
    return { id: routine.id, name: routine.name, problem };
  }
}

async function resumeAll(
  context: ServiceContext,
  tx: Transaction,
  ids: readonly string[],
): Promise<Pick<ChangeRoutinesResult, "changed" | "skipped">> {
  const now = await databaseNow(tx);
  const room = await WorkspaceRoom.read(tx, context);
  const changed: string[] = [];
  const skipped: ChangeRoutinesResult["skipped"] = [];
  for (let start = 0; start < ids.length; start += BATCH_ROWS) {
    const batch = ids.slice(start, start + BATCH_ROWS);
    const resumed: Resumed[] = [];
    for (const routine of await findPausedRoutines(tx, context.workspaceId, batch)) {
      const result = resume(context, routine, { room, now });
      if ("problem" in result) skipped.push(result);
      else resumed.push(result);
    }
    await resumeRoutines(tx, context.workspaceId, resumed);
    changed.push(...resumed.map(({ id }) => id));
  }
  return { changed, skipped };
}

/** Adds tags to those of these routines that have room for them. Unknown tags are made. */
async function addTags(
  context: ServiceContext,
  tx: Transaction,
  ids: readonly string[],
  names: readonly string[],
): Promise<Pick<ChangeRoutinesResult, "changed" | "skipped">> {
  const { workspaceId } = context;
  const tagIds = await makeTags(tx, context, names);
  const full = await findOvertagged(tx, workspaceId, ids, { tagIds, max: MAX_ROUTINE_TAGS });
  const fullIds = new Set(full.map(({ id }) => id));
  const withRoom = ids.filter((id) => !fullIds.has(id));
  const changed = await addRoutineTags(tx, workspaceId, withRoom, tagIds);
  await touchRoutines(tx, workspaceId, changed);
  const problem = describeProblem({ path: "tags", code: "tags_too_many" });
  return { changed, skipped: full.map((routine) => ({ ...routine, problem })) };
}

/** What a change to selected routines has done. */
export type AppliedChange = Pick<ChangeRoutinesResult, "changed" | "skipped"> & {
  /** The routines of the selection that exist. */
  found: string[];
};

/** What bulk changes can change of these routines, by id; nothing where nobody asks what would change. */
async function readStates(
  tx: Transaction,
  { workspaceId, rehearsal }: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, object>> {
  if (rehearsal === undefined) return new Map();
  const states = await findRoutineStates(tx, workspaceId, ids);
  return new Map(states.map(({ id, ...state }) => [id, toWire(state)]));
}

async function noteStates(
  tx: Transaction,
  context: ServiceContext,
  before: Map<string, object>,
): Promise<void> {
  const after = await readStates(tx, context, [...before.keys()]);
  context.rehearsal?.noteNothing();
  for (const [id, state] of before) {
    noteChange(context, { before: state, after: after.get(id) ?? null, at: id });
  }
}

/**
 * Pauses, resumes, tags or deletes many of the workspace's routines in one transaction. Routines that
 * need no change, or that don't exist, are passed over; a routine with a problem stays as it is, and the
 * others are changed. Runs in flight are not disturbed.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} for a selection of more than `MAX_CHANGED_ROUTINES`.
 * @throws {ConflictError} where routines are to be deleted by a filter that now fits more or fewer of
 *   them than the caller was shown.
 */
export async function applyChange(
  context: ServiceContext,
  selected: SelectedChange,
): Promise<AppliedChange> {
  requireRole(context, "MEMBER");
  const { selection, change } = selected;
  const { workspaceId } = context;
  const applyTo = async (tx: Transaction, ids: string[]): Promise<AppliedChange> => {
    const done = (changed: string[]) => ({ found: ids, changed, skipped: [] });
    switch (selected.change) {
      case "pause":
        return done(await pauseRoutines(tx, workspaceId, ids));
      case "resume":
        return { found: ids, ...(await resumeAll(context, tx, ids)) };
      case "delete":
        return done(await removeRoutines(tx, workspaceId, ids));
      case "tag":
        return { found: ids, ...(await addTags(context, tx, ids, selected.tags)) };
      case "untag": {
        const tagIds = await findTagIds(tx, workspaceId, selected.tags);
        const changed = await removeRoutineTags(tx, workspaceId, ids, tagIds);
        await touchRoutines(tx, workspaceId, changed);
        return done(changed);
      }
    }
  };
  const apply = async (tx: Transaction): Promise<AppliedChange> => {
    const ids = await lockSelectedRoutines(tx, workspaceId, selection, MAX_CHANGED_ROUTINES + 1);
    if (ids.length > MAX_CHANGED_ROUTINES) {
      const params = { max: MAX_CHANGED_ROUTINES };
      throw new ValidationError([
        describeProblem({ path: "selection", code: "selection_too_large", params }),
      ]);
    }
    if (change === "delete" && "filter" in selection && ids.length !== selection.count) {
      throw new ConflictError("Different routines match now. Check them, and confirm again.");
    }
    const before = await readStates(tx, context, ids);
    const result = await applyTo(tx, ids);
    await noteStates(tx, context, before);
    return result;
  };
  return withDeadline(LONG_DEADLINE_SECONDS, () => asActor(context, apply));
}

/**
 * As `applyChange`, with the result as a screen shows it.
 * @throws as `applyChange`, and {ValidationError} for a selection that can't be read.
 */
export async function changeRoutines(
  context: ServiceContext,
  input: unknown,
): Promise<ChangeRoutinesResult> {
  requireRole(context, "MEMBER");
  const selected = parseInput(changeRoutinesInput, input);
  const { selection } = selected;
  const { found, changed, skipped } = await applyChange(context, selected);
  const asked = "ids" in selection ? new Set(selection.ids).size : found.length;
  return { changed, unchanged: asked - changed.length - skipped.length, skipped };
}
