import { findApiKeyById } from "@/db/queries/access/api-keys";
import { findWorkspaceName } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import type { CurrentKeyDto } from "@/lib/domain/keys/api-key";
import { toWire } from "@/lib/domain/wire";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The key that calls, and its workspace, whatever its scopes.
 * @throws {NotFoundError} for a caller without a key.
 */
export async function getCurrentKey({
  db,
  actor,
  workspaceId,
}: ServiceContext): Promise<CurrentKeyDto> {
  const { key } = actor;
  if (key === undefined) throw new NotFoundError();
  // Not under row-level security, by which a key that only pings reads nothing.
  const [found, name] = await db.transaction((tx) =>
    Promise.all([findApiKeyById(tx, workspaceId, key.id), findWorkspaceName(tx, workspaceId)]),
  );
  if (found === null || name === null) throw new NotFoundError();
  return {
    ...toWire(found, ["id", "name", "prefix", "scopes", "role", "expiresAt"]),
    workspace: { id: workspaceId, name },
  };
}
