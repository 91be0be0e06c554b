import { findHasPassword } from "@/db/queries/users";
import type { ServiceContext } from "@/lib/services/context";

/** Whether the user has a password, which deleting the account asks for. */
export function hasPassword({ db, actor }: Pick<ServiceContext, "db" | "actor">): Promise<boolean> {
  return findHasPassword(db, actor.userId);
}
