import type { ApiKey } from "@/db/queries/access/api-keys";
import type { ApiKeyDto } from "@/lib/domain/keys/api-key";
import { toWire } from "@/lib/domain/wire";

export const toApiKeyDto = (key: ApiKey): ApiKeyDto =>
  toWire(key, [
    "id",
    "name",
    "prefix",
    "scopes",
    "role",
    "addresses",
    "expiresAt",
    "lastUsedAt",
    "createdByEmail",
    "createdBy",
    "createdAt",
  ]);
