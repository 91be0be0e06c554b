import { databaseNow } from "@/db/queries/database-now";
import { findRoutine, updateRoutineValues, type Routine } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import {
  checkUpdateRoutine,
  scheduleOf,
  type RoutineDto,
  type RoutineSettings,
} from "@/lib/domain/routine";
import { rescheduledSlot, resumedSlot } from "@/lib/domain/schedule";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRoutineDto, toRoutineSettings, toRoutineValues } from "@/lib/services/routine-dto";
import { requireValid } from "@/lib/services/routine-rules";

/** The next slot after a change: an edit of the schedule and a resumption keep the anchor. */
function nextRunAfter(routine: Routine, settings: RoutineSettings, now: Date): Date {
  const previous = scheduleOf(routine);
  const next = scheduleOf(toRoutineValues(settings, routine.nextRunAt));
  const rescheduled = rescheduledSlot(previous, next, routine.nextRunAt, now);
  return settings.is_active && !routine.isActive
    ? resumedSlot(next, rescheduled, now)
    : rescheduled;
}

/**
 * Changes the settings of a routine; what is not named stays. Pausing and resuming are changes of
 * `is_active`. A run in flight is not disturbed.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} with every problem at its field.
 */
export async function updateRoutine(
  context: ServiceContext,
  id: string,
  input: unknown,
): Promise<RoutineDto> {
  if (!isId(id)) throw new NotFoundError();
  return asActor(context, async (tx) => {
    const routine = await findRoutine(tx, context.workspaceId, id, { lock: true });
    if (routine === null) throw new NotFoundError();
    const checked = checkUpdateRoutine(toRoutineSettings(routine), input, context.limits);
    const settings = requireValid(context, checked, input);
    const nextRunAt = nextRunAfter(routine, settings, await databaseNow(tx));
    await updateRoutineValues(tx, context.workspaceId, id, toRoutineValues(settings, nextRunAt));
    const updated = await findRoutine(tx, context.workspaceId, id);
    if (updated === null) throw new NotFoundError();
    return toRoutineDto(updated);
  });
}
