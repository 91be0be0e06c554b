import { databaseNow } from "@/db/queries/database-now";
import { insertRoutine } from "@/db/queries/routines";
import type { FieldProblem } from "@/lib/domain/errors";
import {
  checkCreateRoutine,
  type RoutineDto,
  type RoutineSettings,
} from "@/lib/domain/routine/routine";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { firstSlotOf } from "@/lib/domain/slots/routine-slots";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { WorkspaceRoom } from "@/lib/services/limits/workspace-usage";
import { settingsOfRoutine } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireRoutine } from "@/lib/services/routines/get-routine";
import { toRoutineColumns, toRoutineDto } from "@/lib/services/routines/routine-dto";
import {
  requireSlotBeforeEnd,
  requireStorableSlot,
  requireValid,
} from "@/lib/services/routines/routine-rules";
import { findNamedOptions } from "@/lib/services/secrets/own-options";
import { setRoutineTags } from "@/lib/services/tags/set-routine-tags";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * The columns of a new routine, with its first slot.
 * @throws {ValidationError} where its slot can't be stored, or it would never run. With `mayBeOver`, one
 *   that is paused may be over already.
 */
export function columnsOfNew(
  settings: RoutineSettings,
  now: Date,
  { mayBeOver = false }: { mayBeOver?: boolean } = {},
) {
  const columns = toRoutineColumns(settings);
  const schedule = { ...columns, schedule: scheduleOf(columns) };
  const nextRunAt = firstSlotOf(schedule, now);
  requireStorableSlot(nextRunAt);
  if (settings.is_active || !mayBeOver) requireSlotBeforeEnd(schedule, nextRunAt, now);
  return { ...columns, nextRunAt };
}

/**
 * Creates a routine. An interval first fires at the next full minute, so that a newcomer sees a
 * run at once; a cron expression at its next match; neither before the start date. A single time is still
 * ahead, or past by less than a minute.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field; one of the whole where the workspace
 *   has as many routines as it may, and one of the schedule where it would plan too many runs.
 */
export async function createRoutine(context: ServiceContext, input: unknown): Promise<RoutineDto> {
  requireRole(context, "MEMBER");
  return insertChecked(context, input, await checkPatterns(context, input));
}

/**
 * Creates a routine whose patterns were checked.
 * @throws {ValidationError} as `createRoutine`.
 */
export async function insertChecked(
  context: ServiceContext,
  input: unknown,
  patternProblems: readonly FieldProblem[],
): Promise<RoutineDto> {
  const checked = checkCreateRoutine(input, context.limits);
  const settings = requireValid(context, checked, input, null, {
    patternProblems,
    ownSecrets: await findNamedOptions(context, checked.ok ? checked.value : null),
  });
  return asActor(context, async (tx) => {
    const columns = columnsOfNew(settings, await databaseNow(tx));
    const room = await WorkspaceRoom.read(tx, context);
    room.addRoutine();
    room.planRuns(null, columns);
    const id = await insertRoutine(tx, context.workspaceId, columns);
    await setRoutineTags(tx, context, id, settings.tags);
    const created = toRoutineDto(await requireRoutine(tx, context, id));
    noteChange(context, { before: null, after: settingsOfRoutine(created) });
    return created;
  }).catch(explainKeyTaken);
}
