import type { Transaction } from "@/db/client";
import { findRoutine, findRoutineId, type RoutineWithStatus } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import { routineKey, type RoutineDto } from "@/lib/domain/routine/routine";
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

/** How a caller names a routine: by its id, or by the key that they gave it. */
export type RoutineName = { id: string } | { key: string };

/**
 * With `lock`, its row is locked until the transaction ends.
 * @throws {NotFoundError} where the workspace has no such routine.
 */
export async function requireNamedRoutine(
  tx: Transaction,
  context: ServiceContext,
  name: RoutineName,
  options: { lock?: boolean } = {},
): Promise<RoutineWithStatus> {
  if ("id" in name) return requireRoutine(tx, context, name.id, options);
  const isKey = routineKey.safeParse(name.key).success;
  const id = isKey ? await findRoutineId(tx, context.workspaceId, name.key) : null;
  if (id === null) throw new NotFoundError();
  const routine = await requireRoutine(tx, context, id, options);
  // The key may have gone to another routine before the lock was granted.
  if (routine.key !== name.key) throw new NotFoundError();
  return routine;
}

/** @throws {NotFoundError} where the workspace has no such routine. */
export const getRoutine = (context: ServiceContext, id: string): Promise<RoutineDto> =>
  getNamedRoutine(context, { id });

/** @throws {NotFoundError} where the workspace has no such routine. */
export const getNamedRoutine = (context: ServiceContext, name: RoutineName): Promise<RoutineDto> =>
  asActor(context, async (tx) => toRoutineDto(await requireNamedRoutine(tx, context, name)));
