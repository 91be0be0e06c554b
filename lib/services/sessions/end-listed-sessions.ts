import { DomainError, NotFoundError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { endOtherSessions } from "@/lib/services/sessions/end-other-sessions";
import { endSession } from "@/lib/services/sessions/end-session";
import { isDemo } from "@/lib/services/workspaces/is-demo";
import { requireUser } from "@/lib/services/workspaces/require-user";

type ListContext = Pick<ServiceContext, "db" | "actor" | "hasDemo">;

/** Visitors share the demo account: none may sign the others out. */
async function refuseDemo(context: ListContext): Promise<void> {
  if (!(await isDemo(context))) return;
  throw new DomainError(
    "FORBIDDEN",
    "Everyone who visits shares the demo account. You can only sign out yourself.",
  );
}

/**
 * Ends one of the user's sessions, by its id in the list.
 * @throws {DomainError} FORBIDDEN for another session of the demo account.
 * @throws {NotFoundError} where the user has no such session, or it has ended.
 */
export async function endListedSession(
  context: ListContext,
  currentId: string,
  id: string,
): Promise<void> {
  if (id !== currentId) await refuseDemo(context);
  const session = { userId: requireUser(context), sessionId: id };
  if (!isId(id) || !(await endSession(context, session))) throw new NotFoundError();
}

/**
 * Ends every session of the user but this one.
 * @throws {DomainError} FORBIDDEN for the demo account.
 */
export async function endListedOthers(context: ListContext, currentId: string): Promise<void> {
  await refuseDemo(context);
  await endOtherSessions(context, { userId: requireUser(context), sessionId: currentId });
}
