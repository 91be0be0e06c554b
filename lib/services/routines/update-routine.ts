import { z } from "zod";
import { databaseNow } from "@/db/queries/database-now";
import type { Routine } from "@/db/queries/routine-columns";
import { updateRoutineValues } from "@/db/queries/routines";
import {
  checkUpdateRoutine,
  type RoutineDto,
  type RoutineSettings,
} from "@/lib/domain/routine/routine";
import { isEqualSchedule, scheduleOf } from "@/lib/domain/schedule/schedule";
import { isPastEnd, slotAfterEdit } from "@/lib/domain/slots/routine-slots";
import { dueAtOf } from "@/lib/domain/slots/spread";
import { isSameTags } from "@/lib/domain/tags/tag-names";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { plansMore, WorkspaceRoom } from "@/lib/services/limits/workspace-usage";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireRoutine } from "@/lib/services/routines/get-routine";
import {
  toRoutineColumns,
  toRoutineDto,
  toRoutineSettings,
} from "@/lib/services/routines/routine-dto";
import {
  requireSlotBeforeEnd,
  requireStorableSlot,
  requireValid,
} from "@/lib/services/routines/routine-rules";
import { findNamedOptions } from "@/lib/services/secrets/own-options";
import { setRoutineTags } from "@/lib/services/tags/set-routine-tags";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** True where another attempt of the slot waits: its moment is not the one that jitter gives. */
function hasWaitingRetry(routine: Routine): boolean {
  const jittered = dueAtOf(routine, routine.nextRunAt);
  return routine.dueAt?.getTime() !== jittered?.getTime();
}

/**
 * The columns of a routine after a change. An attempt that waits is kept while slot and schedule stay,
 * and given up otherwise: it would reach past slots of the new schedule.
 * @throws {ValidationError} where the next slot can't be stored, the routine is active and its next slot
 *   lies past its end, or it is given a single time that has passed.
 */
export function columnsAfter(routine: Routine, settings: RoutineSettings, now: Date) {
  const columns = toRoutineColumns(settings);
  const next = { ...columns, schedule: scheduleOf(columns) };
  const previous = { ...routine, schedule: scheduleOf(routine) };
  const nextRunAt = slotAfterEdit(previous, next, now);
  requireStorableSlot(nextRunAt);
  const isSameSchedule = isEqualSchedule(previous.schedule, next.schedule);
  if (settings.is_active || (next.schedule.kind === "once" && !isSameSchedule)) {
    requireSlotBeforeEnd(next, nextRunAt, now);
  }
  const isSameSlot = nextRunAt.getTime() === routine.nextRunAt.getTime() && isSameSchedule;
  const isKept =
    isSameSlot && (columns.jitterSeconds === routine.jitterSeconds || hasWaitingRetry(routine));
  const dueAt = isKept
    ? routine.dueAt
    : dueAtOf({ id: routine.id, jitterSeconds: columns.jitterSeconds }, nextRunAt);
  return { ...columns, nextRunAt, dueAt };
}

/** The settings with `is_active`, where a routine whose only slot is over gets another schedule. */
function withNewSlots(
  routine: Routine,
  settings: RoutineSettings,
  input: unknown,
): RoutineSettings {
  const schedule = scheduleOf(routine);
  const isOver = schedule.kind === "once" && isPastEnd({ ...routine, schedule }, routine.nextRunAt);
  const isChanged = !isEqualSchedule(schedule, scheduleOf(toRoutineColumns(settings)));
  const isLeftOpen = !z.looseObject({ is_active: z.boolean() }).safeParse(input).success;
  return isOver && isChanged && isLeftOpen ? { ...settings, is_active: true } : settings;
}

/**
 * Changes the settings of a routine; those that are not named stay. Pausing and resuming are changes of
 * `is_active`; a routine that has run once is resumed by another schedule, too. A run in flight is not
 * disturbed.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} with every problem at its field.
 */
export async function updateRoutine(
  context: ServiceContext,
  id: string,
  input: unknown,
): Promise<RoutineDto> {
  requireRole(context, "MEMBER");
  const patternProblems = await checkPatterns(context, input);
  return asActor(context, async (tx) => {
    const routine = await requireRoutine(tx, context, id, { lock: true });
    const current = toRoutineSettings(routine);
    const checked = checkUpdateRoutine(current, input, context.limits);
    const valid = requireValid(context, checked, input, current, {
      patternProblems,
      ownSecrets: await findNamedOptions(context, checked.ok ? checked.value : null, tx),
    });
    const settings = withNewSlots(routine, valid, input);
    const columns = columnsAfter(routine, settings, await databaseNow(tx));
    if (plansMore(routine, columns)) {
      (await WorkspaceRoom.read(tx, context)).planRuns(routine, columns);
    }
    await updateRoutineValues(tx, context.workspaceId, id, columns);
    if (!isSameTags(settings.tags, current.tags)) {
      await setRoutineTags(tx, context, id, settings.tags);
    }
    return toRoutineDto(await requireRoutine(tx, context, id));
  }).catch(explainKeyTaken);
}
