import type { findWorkspaceSecrets } from "@/db/queries/workspace-secrets";
import { toWire } from "@/lib/domain/wire";
import type { SecretDto } from "@/lib/domain/workspace/secret";

type StoredSecret = Awaited<ReturnType<typeof findWorkspaceSecrets>>[number];

export const toSecretDto = (secret: StoredSecret): SecretDto =>
  toWire(secret, ["id", "name", "purpose", "origins", "header", "createdAt", "updatedAt"]);
