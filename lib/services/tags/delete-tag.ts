import { removeTag } from "@/db/queries/tags";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { settingsOfTag, tagVersion } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireTag } from "@/lib/services/tags/get-tag";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a tag. Its routines stay, without it.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such tag.
 */
export async function deleteTag(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  await asActor(context, async (tx) => {
    const tag = await requireTag(tx, context, id, { lock: true });
    requireVersion(context, tagVersion(tag));
    if (!(await removeTag(tx, context.workspaceId, id))) throw new NotFoundError();
    noteChange(context, { before: settingsOfTag(tag), after: null });
  });
}
