import type { Transaction } from "@/db/client";
import { findMember } from "@/db/queries/members";
import { DomainError, NotFoundError } from "@/lib/domain/errors";

/**
 * Throws the reason why a member was not changed.
 * @throws {NotFoundError} where the workspace has no such member.
 * @throws {DomainError} FORBIDDEN where it is the owner.
 */
export async function explainUnchangedMember(
  tx: Transaction,
  workspaceId: string,
  userId: string,
): Promise<never> {
  const member = await findMember(tx, workspaceId, userId);
  if (member === null) throw new NotFoundError();
  throw new DomainError(
    "FORBIDDEN",
    "The owner stays the owner until they transfer the ownership or delete the workspace.",
  );
}
