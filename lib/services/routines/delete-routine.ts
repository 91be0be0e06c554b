import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { removeRoutines } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { routineVersion, settingsOfRoutine } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireNamedRoutine, type RoutineName } from "@/lib/services/routines/get-routine";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a routine with its runs. A request in flight is finished, and its result fenced.
 * @throws {DomainError} FORBIDDEN for a member who may only read; PRECONDITION_FAILED.
 * @throws {NotFoundError} where the workspace has no such routine.
 */
export const deleteRoutine = (context: ServiceContext, id: string): Promise<void> =>
  deleteNamedRoutine(context, { id });

/** Does the same by the routine's key. @throws as `deleteRoutine`. */
export async function deleteNamedRoutine(
  context: ServiceContext,
  name: RoutineName,
): Promise<void> {
  requireRole(context, "MEMBER");
  await withDeadline(LONG_DEADLINE_SECONDS, () =>
    asActor(context, async (tx) => {
      const routine = toRoutineDto(await requireNamedRoutine(tx, context, name, { lock: true }));
      requireVersion(context, routineVersion(routine));
      const [removed] = await removeRoutines(tx, context.workspaceId, [routine.id]);
      if (removed === undefined) throw new NotFoundError();
      noteChange(context, { before: settingsOfRoutine(routine), after: null });
    }),
  );
}
