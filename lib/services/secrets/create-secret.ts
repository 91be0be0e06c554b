import { countWorkspaceSecrets, insertWorkspaceSecret } from "@/db/queries/workspace-secrets";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import { MAX_WORKSPACE_SECRETS } from "@/lib/domain/routine/secret-option";
import { createSecretInput, type SecretDto } from "@/lib/domain/workspace/secret";
import { purposeOf } from "@/lib/egress/secrets/read-secret";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { sealOwnSecret } from "@/lib/services/secrets/own-secret";
import { requireSealing } from "@/lib/services/secrets/require-sealing";
import { requireSound } from "@/lib/services/secrets/require-sound";
import { toSecretDto } from "@/lib/services/secrets/secret-dto";
import { requireRole } from "@/lib/services/workspaces/require-role";

const refuse = (path: string, code: ProblemCode) =>
  new ValidationError([describeProblem({ path, code })]);

/**
 * Stores a secret of the workspace's own, sealed. Names that the operator offers this workspace are
 * refused; of those that it offers others, nothing can be learned.
 * @throws {DomainError} FORBIDDEN below ADMIN; CONFLICT where the instance has no key to seal with.
 * @throws {ValidationError} with every problem at its field.
 */
export async function createSecret(context: ServiceContext, input: unknown): Promise<SecretDto> {
  requireRole(context, "ADMIN");
  const keys = requireSealing(context);
  const { workspaceId, actor, secrets, egress } = context;
  const { name, ...written } = parseInput(createSecretInput, input);
  if (secrets.find(name, workspaceId) !== null) throw refuse("name", "secret_name_offered");
  const secret = requireSound(name, written, egress.allow);
  const { value, origins, header } = secret;
  const sealedValue = sealOwnSecret(keys, workspaceId, name, secret);
  return asActor(context, async (tx) => {
    await lockWorkspaceUsage(tx, workspaceId);
    if ((await countWorkspaceSecrets(tx, workspaceId)) >= MAX_WORKSPACE_SECRETS) {
      throw refuse("", "secrets_too_many");
    }
    const row = { workspaceId, name, purpose: purposeOf(value), origins, header, sealedValue };
    const inserted = await insertWorkspaceSecret(tx, { ...row, createdBy: actor.userId });
    if (inserted === null) throw refuse("name", "secret_name_taken");
    return toSecretDto(inserted);
  });
}
