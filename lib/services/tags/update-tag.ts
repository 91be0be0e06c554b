import { updateTagValues } from "@/db/queries/tags";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { updateTagInput, type TagDto } from "@/lib/domain/tags/tag";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { settingsOfTag, tagVersion } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireTag } from "@/lib/services/tags/get-tag";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Whether the database refused a second tag of one name. Recognized by its index, in whatever class. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return error.constraint_name === "uq_tags_name";
  return isTaken(error.cause);
}

/**
 * Renames a tag, gives it another colour, or sets the alert policy of its routines, which counts from their
 * next runs on.
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
  const { alert_policy: alertPolicy, ...shown } = parseInput(updateTagInput, input);
  const { workspaceId } = context;
  try {
    return await asActor(context, async (tx) => {
      const tag = await requireTag(tx, context, id, { lock: true });
      requireVersion(context, tagVersion(tag));
      const isKnown = await updateTagValues(tx, workspaceId, id, { ...shown, alertPolicy });
      if (!isKnown) throw new NotFoundError();
      const changed = await requireTag(tx, context, id);
      noteChange(context, { before: settingsOfTag(tag), after: settingsOfTag(changed) });
      return changed;
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new ValidationError([describeProblem({ path: "name", code: "tag_taken" })]);
  }
}
