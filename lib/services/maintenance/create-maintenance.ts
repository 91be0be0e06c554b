import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import {
  countOpenMaintenance,
  findKnownRoutines,
  findMaintenanceById,
  insertMaintenance,
} from "@/db/queries/maintenance";
import { findTagIds } from "@/db/queries/tags";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, type CodedProblem } from "@/lib/domain/field-problems";
import {
  maintenanceInput,
  toNewMaintenance,
  type MaintenanceDto,
} from "@/lib/domain/maintenance/maintenance";
import { MAX_MAINTENANCE_WINDOWS } from "@/lib/domain/maintenance/maintenance-options";
import { afterCommit, asActor, type ServiceContext } from "@/lib/services/context";
import { toMaintenanceDto } from "@/lib/services/maintenance/maintenance-dto";
import { refreshMaintenance } from "@/lib/services/maintenance/open-windows";
import { parseInput } from "@/lib/services/parse-input";
import { settingsOfMaintenance } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireRole } from "@/lib/services/workspaces/require-role";

async function requireKnown(
  tx: Transaction,
  workspaceId: string,
  { routineIds, tags }: { routineIds: readonly string[]; tags: readonly string[] },
): Promise<string[]> {
  const known = new Set(await findKnownRoutines(tx, workspaceId, routineIds));
  const tagIds = await findTagIds(tx, workspaceId, tags);
  const problems: CodedProblem[] = [
    ...routineIds.flatMap((id, index): CodedProblem[] =>
      known.has(id) ? [] : [{ path: `routine_ids.${index}`, code: "routine_unknown" }],
    ),
    ...(tagIds.length < tags.length ? [{ path: "tags", code: "tag_unknown" } as const] : []),
  ];
  if (problems.length > 0) throw new ValidationError(problems.map(describeProblem));
  return tagIds;
}

/**
 * Makes a window of maintenance. Where it is on, its routines are in maintenance when this resolves.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field; one of the whole where the workspace has
 *   `MAX_MAINTENANCE_WINDOWS` that are not over.
 */
export async function createMaintenance(
  context: ServiceContext,
  input: unknown,
): Promise<MaintenanceDto> {
  requireRole(context, "MEMBER");
  const parsed = parseInput(maintenanceInput, input);
  const { workspaceId, actor } = context;
  const row = await asActor(context, async (tx) => {
    const window = toNewMaintenance(parsed, await databaseNow(tx));
    const tagIds = await requireKnown(tx, workspaceId, window);
    await lockWorkspaceUsage(tx, workspaceId);
    if ((await countOpenMaintenance(tx, workspaceId)) >= MAX_MAINTENANCE_WINDOWS) {
      const params = { max: MAX_MAINTENANCE_WINDOWS };
      throw new ValidationError([
        describeProblem({ path: "", code: "maintenance_too_many", params }),
      ]);
    }
    const owner = { workspaceId, userId: actor.userId };
    const id = await insertMaintenance(tx, owner, { ...window, tagIds });
    const created = await findMaintenanceById(tx, workspaceId, id);
    if (created === null) throw new Error("The new window is not visible to its creator.");
    noteChange(context, { before: null, after: settingsOfMaintenance(toMaintenanceDto(created)) });
    return created;
  }).catch(explainKeyTaken);
  await afterCommit(context, () => refreshMaintenance(context.db, workspaceId));
  return toMaintenanceDto(row);
}
