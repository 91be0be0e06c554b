import { findRoutine } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";

/** @throws {NotFoundError} where the workspace has no such routine. */
export async function getRoutine(context: ServiceContext, id: string): Promise<RoutineDto> {
  const routine = isId(id)
    ? await asActor(context, (tx) => findRoutine(tx, context.workspaceId, id))
    : null;
  if (routine === null) throw new NotFoundError();
  return toRoutineDto(routine);
}
