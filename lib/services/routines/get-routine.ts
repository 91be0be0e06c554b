import type { Transaction } from "@/db/client";
import { findRoutine, type RoutineWithStatus } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";

/** @throws {NotFoundError} where the workspace has no such routine. */
export async function requireRoutine(
  tx: Transaction,
  { workspaceId }: ServiceContext,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RoutineWithStatus> {
  const routine = isId(id) ? await findRoutine(tx, workspaceId, id, options) : null;
  if (routine === null) throw new NotFoundError();
  return routine;
}

/** @throws {NotFoundError} where the workspace has no such routine. */
export const getRoutine = (context: ServiceContext, id: string): Promise<RoutineDto> =>
  asActor(context, async (tx) => toRoutineDto(await requireRoutine(tx, context, id)));
