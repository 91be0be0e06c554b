import { findSecretUses, findWorkspaceSecrets } from "@/db/queries/workspace-secrets";
import type { ListedSecretDto } from "@/lib/domain/workspace/secret";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toSecretDto } from "@/lib/services/secrets/secret-dto";

/** The secrets that the workspace keeps itself, by name, without values, each with the routines that refer to it. */
export async function listSecretsWithUses(context: ServiceContext): Promise<ListedSecretDto[]> {
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const secrets = await findWorkspaceSecrets(tx, workspaceId);
    if (secrets.length === 0) return [];
    const routines = await findSecretUses(
      tx,
      workspaceId,
      secrets.map(({ name }) => name),
    );
    return secrets.map((secret) => ({
      ...toSecretDto(secret),
      uses: routines
        .filter(
          ({ secretRef, signingSecretRef }) =>
            (secret.purpose === "credential" ? secretRef : signingSecretRef) === secret.name,
        )
        .map(({ id, name }) => ({ id, name })),
    }));
  });
}
