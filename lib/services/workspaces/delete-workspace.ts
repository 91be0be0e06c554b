import type { Transaction } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { findMemberships, removeWorkspace } from "@/db/queries/workspaces";
import { DomainError, NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { confirmedName } from "@/lib/domain/workspace/workspace";
import { log } from "@/lib/log";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { isDemoWorkspace } from "@/lib/services/workspaces/is-demo";
import { requireRole } from "@/lib/services/workspaces/require-role";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * Deletes the workspace of the context with its routines, their runs, its members and invitations.
 * Requests in flight are finished, and their results fenced. It may be the user's last: a user
 * without a workspace gets a personal one with their next request.
 * @throws {DomainError} FORBIDDEN below OWNER, and for the workspace of the demo account.
 * @throws {ValidationError} where `name` is not the name of the workspace.
 * @throws {NotFoundError} where the workspace is not the user's to delete.
 */
export async function deleteWorkspace(context: ServiceContext, input: unknown): Promise<void> {
  requireRole(context, "OWNER");
  if (await isDemoWorkspace(context)) {
    throw new DomainError(
      "FORBIDDEN",
      "Everyone who visits shares the workspace of the demo account. It can't be deleted.",
    );
  }
  const { name } = parseInput(confirmedName, input);
  const userId = requireUser(context);
  const remove = async (tx: Transaction) => {
    const memberships = await findMemberships(tx, userId);
    const workspace = memberships.find(({ id }) => id === context.workspaceId);
    if (workspace === undefined) throw new NotFoundError();
    if (workspace.name.normalize("NFC").trim() !== name) {
      throw new ValidationError([describeProblem({ path: "name", code: "name_differs" })]);
    }
    if (!(await removeWorkspace(tx, workspace.id))) throw new NotFoundError();
  };
  await withDeadline(LONG_DEADLINE_SECONDS, () => asActor(context, remove));
  // The audit log went with the workspace.
  log.info({ workspace_id: context.workspaceId, user_id: userId }, "a workspace was deleted");
}
