import { changeWorkspaceSecret } from "@/db/queries/workspace-secrets";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import { changeSecretInput, type SecretDto } from "@/lib/domain/workspace/secret";
import { purposeOf } from "@/lib/egress/secrets/read-secret";
import { claimsOf, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { parseInput } from "@/lib/services/parse-input";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { secretVersion } from "@/lib/services/preconditions/versions";
import { sealOwnSecret, unsealOwnSecret } from "@/lib/services/secrets/own-secret";
import { requireSealing } from "@/lib/services/secrets/require-sealing";
import { requireSound } from "@/lib/services/secrets/require-sound";
import { toSecretDto } from "@/lib/services/secrets/secret-dto";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** What is known of a secret that can't be unsealed. */
const lost = { value: null, origins: [], header: null };

const refuse = (code: ProblemCode) =>
  new ValidationError([describeProblem({ path: "value", code })]);

/**
 * Changes a secret of the workspace's own; what isn't named stays. Runs that begin afterwards use it.
 * One that can't be unsealed needs a new value and its origins.
 * @throws {DomainError} FORBIDDEN below ADMIN; CONFLICT where the instance has no key to seal with.
 * @throws {NotFoundError} where the workspace has no such secret.
 * @throws {ValidationError} with every problem at its field.
 */
export async function changeSecret(
  context: ServiceContext,
  id: string,
  input: unknown,
): Promise<SecretDto> {
  requireRole(context, "ADMIN");
  const keys = requireSealing(context);
  const { db, actor, workspaceId, egress } = context;
  const change = parseInput(changeSecretInput, input);
  if (!isId(id)) throw new NotFoundError();
  const changed = await changeWorkspaceSecret(db, claimsOf(actor), { workspaceId, id }, (row) => {
    requireVersion(context, secretVersion(toSecretDto(row)));
    const { name, sealedValue } = row;
    // Not the columns beside it: a secret must not go where only they say.
    const stored = unsealOwnSecret(keys, workspaceId, name, sealedValue) ?? lost;
    const value = change.value ?? stored.value;
    if (value === null) throw refuse("secret_value_lost");
    const origins = change.origins ?? stored.origins;
    const header = change.header === undefined ? stored.header : change.header;
    if (purposeOf(value) !== row.purpose) throw refuse("secret_purpose_fixed");
    const secret = requireSound(name, { value, origins, header }, egress.allow);
    return {
      origins: secret.origins,
      header: secret.header,
      sealedValue: sealOwnSecret(keys, workspaceId, name, secret),
    };
  });
  if (changed === null) throw new NotFoundError();
  return toSecretDto(changed);
}
