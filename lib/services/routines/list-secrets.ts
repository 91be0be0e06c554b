import type { SecretOption } from "@/lib/domain/routine/secret-option";
import type { ServiceContext } from "@/lib/services/context";

/** The secrets that the workspace may use, by name. */
export function listSecrets(context: ServiceContext): SecretOption[] {
  return context.secrets.list(context.workspaceId);
}
