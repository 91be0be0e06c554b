import { findEmails } from "@/db/queries/users";
import { findMemberships } from "@/db/queries/workspaces";
import { isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireUser } from "@/lib/services/workspaces/require-user";

/** Whether the caller is the demo account of an instance whose visitors share it. */
export async function isDemo({
  db,
  actor,
  hasDemo,
}: Pick<ServiceContext, "db" | "actor" | "hasDemo">): Promise<boolean> {
  const { userId } = actor;
  if (!hasDemo || userId === null) return false;
  return isDemoAddress((await findEmails(db, [userId])).get(userId));
}

/**
 * Whether the user is the demo account, and the workspace of the context is the one that it was
 * created with: of those that it owns, the one that it joined first. A workspace that is
 * transferred to it, however old, was joined later.
 */
export async function isDemoWorkspace(context: ServiceContext): Promise<boolean> {
  if (!(await isDemo(context))) return false;
  const userId = requireUser(context);
  const memberships = await asActor(context, (tx) => findMemberships(tx, userId));
  return memberships.find(({ role }) => role === "OWNER")?.id === context.workspaceId;
}
