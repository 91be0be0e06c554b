import type { Transaction } from "@/db/client";
import { findWorkspaceSecrets } from "@/db/queries/workspace-secrets";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The secrets that the workspace keeps itself, as routines may choose them. None without a key. */
export async function readOwnOptions(
  { sealing, workspaceId }: ServiceContext,
  tx: Transaction,
): Promise<SecretOption[]> {
  if (sealing === null) return [];
  const found = await findWorkspaceSecrets(tx, workspaceId);
  return found.map(({ name, purpose, origins }) => ({ name, purpose, origins }));
}

/** Those that settings may mean, without a question to the database where they name no secret. */
export async function findNamedOptions(
  context: ServiceContext,
  settings: { secret_ref: string | null; signing_secret_ref: string | null } | null,
  tx?: Transaction,
): Promise<SecretOption[]> {
  if (settings === null) return [];
  if (settings.secret_ref === null && settings.signing_secret_ref === null) return [];
  return tx === undefined
    ? asActor(context, (own) => readOwnOptions(context, own))
    : readOwnOptions(context, tx);
}
