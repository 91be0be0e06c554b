import { findHasPassword } from "@/db/queries/users";
import type { ServiceContext } from "@/lib/services/context";
import { requireUser } from "@/lib/services/workspaces/require-user";

/** Whether the user has a password, which deleting the account asks for. */
export function hasPassword(context: Pick<ServiceContext, "db" | "actor">): Promise<boolean> {
  return findHasPassword(context.db, requireUser(context));
}
