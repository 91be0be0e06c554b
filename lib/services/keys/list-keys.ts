import { findApiKeys } from "@/db/queries/access/api-keys";
import type { ApiKeyDto } from "@/lib/domain/keys/api-key";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toApiKeyDto } from "@/lib/services/keys/key-dto";

/** The API keys of the workspace, the oldest first, without their secrets. */
export async function listKeys(context: ServiceContext): Promise<ApiKeyDto[]> {
  const keys = await asActor(context, (tx) => findApiKeys(tx, context.workspaceId));
  return keys.map(toApiKeyDto);
}
