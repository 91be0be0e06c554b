import type { Transaction } from "@/db/client";
import {
  addRoutineTags,
  countTags,
  findTagIds,
  insertMissingTags,
  keepRoutineTags,
} from "@/db/queries/tags";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { MAX_WORKSPACE_TAGS } from "@/lib/domain/tags/tag-options";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The ids of the tags of these names. Tags that the workspace doesn't have are made.
 * @throws {ValidationError} where it would have more than `MAX_WORKSPACE_TAGS`.
 */
export async function makeTags(
  tx: Transaction,
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  names: readonly string[],
): Promise<string[]> {
  const known = await findTagIds(tx, workspaceId, names);
  if (known.length === names.length) return known;
  // Others that make tags wait, so that the count below has theirs.
  await lockWorkspaceUsage(tx, workspaceId);
  const made = await insertMissingTags(tx, workspaceId, names);
  if (made > 0 && (await countTags(tx, workspaceId)) > MAX_WORKSPACE_TAGS) {
    const params = { max: MAX_WORKSPACE_TAGS };
    const code = "workspace_tags_too_many";
    throw new ValidationError([describeProblem({ path: "tags", code, params })]);
  }
  return findTagIds(tx, workspaceId, names);
}

/**
 * Gives a routine exactly the tags of these names. The caller holds the routine's lock, or has just
 * made it.
 * @throws {ValidationError} as `makeTags` does.
 */
export async function setRoutineTags(
  tx: Transaction,
  context: Pick<ServiceContext, "workspaceId">,
  routineId: string,
  names: readonly string[],
): Promise<void> {
  const { workspaceId } = context;
  const tagIds = await makeTags(tx, context, names);
  await keepRoutineTags(tx, workspaceId, routineId, tagIds);
  await addRoutineTags(tx, workspaceId, [routineId], tagIds);
}
