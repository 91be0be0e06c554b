import { z } from "zod";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { findEmails, removeUser } from "@/db/queries/users";
import { DomainError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, problem } from "@/lib/domain/field-problems";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { isDemo } from "@/lib/services/workspaces/is-demo";

const deleteAccountInput = z.strictObject({
  email: z.string(problem("email_differs")).trim(),
});

/**
 * Deletes the user with their sessions, their memberships, and the workspaces that they own, for
 * every member. Access tokens that were issued before give access to nothing.
 * @throws {DomainError} FORBIDDEN for the demo account.
 * @throws {ValidationError} where `email` is not the address of the account.
 */
export async function deleteAccount(
  context: Pick<ServiceContext, "db" | "actor" | "hasDemo">,
  input: unknown,
): Promise<void> {
  const { db, actor } = context;
  if (await isDemo(context)) {
    throw new DomainError(
      "FORBIDDEN",
      "Everyone who visits shares the demo account. It can't be deleted.",
    );
  }
  const { email } = parseInput(deleteAccountInput, input);
  const own = (await findEmails(db, [actor.userId])).get(actor.userId);
  if (own?.toLowerCase() !== email.toLowerCase()) {
    throw new ValidationError([describeProblem({ path: "email", code: "email_differs" })]);
  }
  await withDeadline(LONG_DEADLINE_SECONDS, () => removeUser(db, actor.userId));
}
