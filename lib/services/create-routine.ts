import { databaseNow } from "@/db/queries/database-now";
import { insertRoutine } from "@/db/queries/routines";
import { checkCreateRoutine, scheduleOf, type RoutineDto } from "@/lib/domain/routine";
import { firstSlot } from "@/lib/domain/schedule";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { toRoutineDto, toRoutineValues } from "@/lib/services/routine-dto";
import { requireValid } from "@/lib/services/routine-rules";

/**
 * Creates a routine. An interval first fires at the next full minute, so that a newcomer sees a
 * run at once; a cron expression at its next match.
 * @throws {ValidationError} with every problem at its field.
 */
export async function createRoutine(context: ServiceContext, input: unknown): Promise<RoutineDto> {
  const settings = requireValid(context, checkCreateRoutine(input, context.limits), input);
  return asActor(context, async (tx) => {
    const values = toRoutineValues(settings, new Date(0));
    const nextRunAt = firstSlot(scheduleOf(values), await databaseNow(tx));
    const routine = await insertRoutine(tx, context.workspaceId, { ...values, nextRunAt });
    return toRoutineDto(routine);
  });
}
