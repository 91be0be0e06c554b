import { findTags, updateTagValues } from "@/db/queries/tags";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { updateTagInput, type TagDto } from "@/lib/domain/tags/tag";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Whether the database refused a second tag of one name. Recognized by its index, in whatever class. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return error.constraint_name === "uq_tags_name";
  return isTaken(error.cause);
}

/**
 * Renames a tag, or gives it another colour.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field; of the name where another tag has it.
 * @throws {NotFoundError} where the workspace has no such tag.
 */
export async function updateTag(
  context: ServiceContext,
  id: string,
  input: unknown,
): Promise<TagDto> {
  requireRole(context, "MEMBER");
  const values = parseInput(updateTagInput, input);
  if (!isId(id)) throw new NotFoundError();
  const { workspaceId } = context;
  try {
    return await asActor(context, async (tx) => {
      const updated = await updateTagValues(tx, workspaceId, id, values);
      const row = updated
        ? (await findTags(tx, workspaceId)).find((tag) => tag.id === id)
        : undefined;
      if (row === undefined) throw new NotFoundError();
      return toWire(row);
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new ValidationError([describeProblem({ path: "name", code: "tag_taken" })]);
  }
}
