import { randomBytes } from "node:crypto";
import type { Transaction } from "@/db/client";
import { findApiKeys, insertApiKey } from "@/db/queries/access/api-keys";
import { databaseNow } from "@/db/queries/database-now";
import { findEmails } from "@/db/queries/users";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import { createKeyInput, type NewApiKeyDto } from "@/lib/domain/keys/api-key";
import { MAX_API_KEYS } from "@/lib/domain/keys/key-options";
import { keyPrefixOf, makeKeyToken } from "@/lib/domain/keys/key-token";
import { hasRole, type GrantableRole } from "@/lib/domain/workspace/role";
import { parseAddressBlock } from "@/lib/egress/ip-address";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toApiKeyDto } from "@/lib/services/keys/key-dto";
import { hashKeyToken } from "@/lib/services/keys/key-hashing";
import { parseInput } from "@/lib/services/parse-input";
import { requireSealing } from "@/lib/services/secrets/require-sealing";
import { requireRole } from "@/lib/services/workspaces/require-role";
import { requireUser } from "@/lib/services/workspaces/require-user";

const refuse = (path: string, code: ProblemCode) =>
  new ValidationError([describeProblem({ path, code, params: { max: MAX_API_KEYS } })]);

function requireAddresses(addresses: readonly string[]): void {
  const problems = addresses.flatMap((address, index) =>
    parseAddressBlock(address) === null
      ? [describeProblem({ path: `addresses.${index}`, code: "key_address_invalid" })]
      : [],
  );
  if (problems.length > 0) throw new ValidationError(problems);
}

/** The role that was asked for, or the maker's own; an owner's key is an admin. */
function roleOf({ role: own }: ServiceContext, asked: GrantableRole | null): GrantableRole {
  const role = asked ?? (own === "OWNER" ? "ADMIN" : own);
  if (!hasRole(own, role)) throw refuse("role", "key_role_too_high");
  return role;
}

async function requireRoom(tx: Transaction, workspaceId: string): Promise<void> {
  await lockWorkspaceUsage(tx, workspaceId);
  if ((await findApiKeys(tx, workspaceId)).length >= MAX_API_KEYS) {
    throw refuse("", "keys_too_many");
  }
}

/**
 * Makes an API key of the workspace, which acts in a role that its maker has. The key itself is returned
 * here and never again: only its keyed hash is stored.
 * @throws {DomainError} FORBIDDEN for a member who may only read, and for API keys; CONFLICT where the
 *   instance has no key to seal with.
 * @throws {ValidationError} with every problem at its field.
 */
export async function createKey(context: ServiceContext, input: unknown): Promise<NewApiKeyDto> {
  const userId = requireUser(context);
  requireRole(context, "MEMBER");
  requireSealing(context);
  const parsed = parseInput(createKeyInput, input);
  const { workspaceId, db } = context;
  const { name, scopes, addresses } = parsed;
  requireAddresses(addresses);
  const role = roleOf(context, parsed.role);
  const expiresAt = parsed.expires_at === null ? null : new Date(parsed.expires_at);
  const key = makeKeyToken(randomBytes);
  const secretHash = await hashKeyToken(context, key);
  if (secretHash === null) throw new Error("There is nothing to hash API keys under.");
  const createdByEmail = (await findEmails(db, [userId])).get(userId) ?? "";
  const row = { workspaceId, name, prefix: keyPrefixOf(key), secretHash, role, scopes, addresses };
  const created = await asActor(context, async (tx) => {
    if (expiresAt !== null && expiresAt <= (await databaseNow(tx))) {
      throw refuse("expires_at", "key_expires_in_the_past");
    }
    await requireRoom(tx, workspaceId);
    return insertApiKey(tx, { ...row, expiresAt, createdBy: userId, createdByEmail });
  });
  return { ...toApiKeyDto(created), key };
}
