import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { readOwnOptions } from "@/lib/services/secrets/own-options";

/** The secrets that the workspace's routines may use, by name: its own, and those of the operator. */
export async function listSecrets(context: ServiceContext): Promise<SecretOption[]> {
  const own = await asActor(context, (tx) => readOwnOptions(context, tx));
  const names = new Set(own.map(({ name }) => name));
  const offered = context.secrets.list(context.workspaceId).filter(({ name }) => !names.has(name));
  return [...own, ...offered].sort((one, other) => (one.name < other.name ? -1 : 1));
}
