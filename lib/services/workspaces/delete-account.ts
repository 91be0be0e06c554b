import { z } from "zod";
import type { Database } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { isRecentSignIn } from "@/db/queries/sessions";
import { findEmails, findHasPassword, removeUser } from "@/db/queries/users";
import { DomainError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, problem } from "@/lib/domain/field-problems";
import { claimsOf, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { isDemo } from "@/lib/services/workspaces/is-demo";
import { requireUser } from "@/lib/services/workspaces/require-user";

const deleteAccountInput = z.strictObject({
  email: z.string(problem("email_differs")).trim(),
  password: z.string(problem("own_password_required")).default(""),
});

/** How recent a sign-in must be to stand for a password, in minutes. */
export const RECENT_MINUTES = 10;

/** How it is known that the person at the keyboard is the user. */
export type Identity = {
  /** The session that asks. */
  sessionId: string;
  isPasswordRight: (account: { email: string; password: string }) => Promise<boolean>;
};

/**
 * Deletes the user with their sessions, their memberships, and the workspaces that they own, for
 * every member. Access tokens that were issued before give access to nothing. The user gives their
 * password; where the account has none, they have signed in within the last 10 minutes.
 * @throws {DomainError} FORBIDDEN for the demo account.
 * @throws {ValidationError} where `email` is not the address of the account, the password is wrong, or
 *   the sign-in is too old.
 */
export async function deleteAccount(
  context: Pick<ServiceContext, "db" | "actor" | "hasDemo">,
  input: unknown,
  identity: Identity,
): Promise<void> {
  const { db } = context;
  const userId = requireUser(context);
  if (await isDemo(context)) {
    throw new DomainError(
      "FORBIDDEN",
      "Everyone who visits shares the demo account. It can't be deleted.",
    );
  }
  const { email, password } = parseInput(deleteAccountInput, input);
  const own = (await findEmails(db, [userId])).get(userId);
  if (own?.toLowerCase() !== email.toLowerCase()) {
    throw new ValidationError([describeProblem({ path: "email", code: "email_differs" })]);
  }
  if (await findHasPassword(db, userId)) {
    await requirePassword({ email: own, password }, identity);
  } else {
    await requireRecentSignIn(db, { id: identity.sessionId, userId });
  }
  const claims = { ...claimsOf(context.actor), sub: userId };
  await withDeadline(LONG_DEADLINE_SECONDS, () => removeUser(db, claims));
}

async function requirePassword(
  account: { email: string; password: string },
  { isPasswordRight }: Identity,
): Promise<void> {
  if (account.password === "") refuse({ code: "own_password_required" });
  if (!(await isPasswordRight(account))) refuse({ code: "own_password_wrong" });
}

async function requireRecentSignIn(
  db: Database,
  session: { id: string; userId: string },
): Promise<void> {
  if (await isRecentSignIn(db, session, RECENT_MINUTES)) return;
  refuse({ code: "sign_in_again", params: { minutes: RECENT_MINUTES } });
}

function refuse(reason: Omit<Parameters<typeof describeProblem>[0], "path">): never {
  throw new ValidationError([describeProblem({ path: "password", ...reason })]);
}
