import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import type { Routine } from "@/db/queries/routine-columns";
import { updateRoutineValues, type RoutineWithStatus } from "@/db/queries/routines";
import type { FieldProblem } from "@/lib/domain/errors";
import {
  checkCreateRoutine,
  checkUpdateRoutine,
  limitsOfRoutine,
  type Checked,
  type RoutineDto,
  type RoutineSettings,
} from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { isEqualSchedule, scheduleOf } from "@/lib/domain/schedule/schedule";
import { isPastEnd, slotAfterEdit } from "@/lib/domain/slots/routine-slots";
import { dueAtOf } from "@/lib/domain/slots/spread";
import { isSameTags } from "@/lib/domain/tags/tag-names";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { plansMore, WorkspaceRoom } from "@/lib/services/limits/workspace-usage";
import { preconditionFailed, requireVersion } from "@/lib/services/preconditions/precondition";
import { routineVersion, settingsOfRoutine } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
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

/** Whether an input leaves it open if the routine is active. */
const isActiveLeftOpen = (input: unknown) =>
  !z.looseObject({ is_active: z.boolean() }).safeParse(input).success;

/** The settings with `is_active`, where a routine whose only slot is over gets another schedule. */
function withNewSlots(
  routine: Routine,
  settings: RoutineSettings,
  input: unknown,
): RoutineSettings {
  const schedule = scheduleOf(routine);
  const isOver = schedule.kind === "once" && isPastEnd({ ...routine, schedule }, routine.nextRunAt);
  const isChanged = !isEqualSchedule(schedule, scheduleOf(toRoutineColumns(settings)));
  return isOver && isChanged && isActiveLeftOpen(input)
    ? { ...settings, is_active: true }
    : settings;
}

/** Settings that take the place of all that a routine has: those that aren't given take their defaults. */
function checkWhole(
  routine: Routine,
  current: RoutineSettings,
  { input, limits }: { input: unknown; limits: RoutineLimits },
): Checked<RoutineSettings> {
  const checked = checkCreateRoutine(input, limitsOfRoutine(limits, current));
  if (!checked.ok || routine.isActive) return checked;
  const schedule = scheduleOf(routine);
  const columns = toRoutineColumns(checked.value);
  const hasEnded = isPastEnd({ ...routine, schedule }, routine.nextRunAt);
  const isSameSchedule =
    isEqualSchedule(schedule, scheduleOf(columns)) &&
    routine.endsAt?.getTime() === columns.endsAt?.getTime();
  // It has ended by itself: to say the same of it again doesn't start it.
  return hasEnded && isSameSchedule && isActiveLeftOpen(input)
    ? { ok: true, value: { ...checked.value, is_active: false } }
    : checked;
}

/**
 * Writes a change of a routine that the caller has locked, and returns the routine. With `isWhole`, the
 * input says all of it, and one that changes nothing writes nothing.
 * @throws {ValidationError} with every problem at its field.
 */
export async function writeChange(
  tx: Transaction,
  context: ServiceContext,
  routine: RoutineWithStatus,
  {
    input,
    patternProblems,
    isWhole = false,
  }: { input: unknown; patternProblems: readonly FieldProblem[]; isWhole?: boolean },
): Promise<RoutineDto> {
  const { id } = routine;
  const current = toRoutineSettings(routine);
  const checked = isWhole
    ? checkWhole(routine, current, { input, limits: context.limits })
    : checkUpdateRoutine(current, input, context.limits);
  const valid = requireValid(context, checked, input, current, {
    patternProblems,
    ownSecrets: await findNamedOptions(context, checked.ok ? checked.value : null, tx),
  });
  const settings = withNewSlots(routine, valid, input);
  const hasSameTags = isSameTags(settings.tags, current.tags);
  const isSame =
    isWhole && hasSameTags && isDeepStrictEqual(settings, { ...current, tags: settings.tags });
  if (!isSame) {
    const columns = columnsAfter(routine, settings, await databaseNow(tx));
    if (plansMore(routine, columns)) {
      (await WorkspaceRoom.read(tx, context)).planRuns(routine, columns);
    }
    await updateRoutineValues(tx, context.workspaceId, id, columns);
    if (!hasSameTags) await setRoutineTags(tx, context, id, settings.tags);
  }
  const changed = toRoutineDto(await requireRoutine(tx, context, id));
  noteChange(context, { before: current, after: settingsOfRoutine(changed) });
  return changed;
}

/**
 * Changes the settings of a routine; those that are not named stay. Pausing and resuming are changes of
 * `is_active`; a routine that has run once is resumed by another schedule, too. A run in flight is not
 * disturbed. `isExpected` says whether the settings are still those that the caller has in mind.
 * @throws {DomainError} FORBIDDEN for a member who may only read; PRECONDITION_FAILED where the routine
 *   isn't as expected any more.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} with every problem at its field.
 */
export async function updateRoutine(
  context: ServiceContext,
  id: string,
  input: unknown,
  isExpected: (settings: RoutineSettings) => boolean = () => true,
): Promise<RoutineDto> {
  requireRole(context, "MEMBER");
  const patternProblems = await checkPatterns(context, input);
  return asActor(context, async (tx) => {
    const routine = await requireRoutine(tx, context, id, { lock: true });
    requireVersion(context, routineVersion(toRoutineDto(routine)));
    if (!isExpected(toRoutineSettings(routine))) {
      throw preconditionFailed("Somebody has changed this routine meanwhile.");
    }
    return writeChange(tx, context, routine, { input, patternProblems });
  }).catch(explainKeyTaken);
}
