import { z } from "zod";
import { id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type { ApiKeyDto, CurrentKeyDto, NewApiKeyDto } from "@/lib/domain/keys/api-key";
import { keyScopes } from "@/lib/domain/keys/key-options";
import { grantableRoles } from "@/lib/domain/workspace/role";

const currentShape = {
  id,
  name: z.string(),
  prefix: z.string().describe("The beginning of the key, by which people and scanners know it."),
  scopes: z.array(z.enum(keyScopes)),
  role: z.enum(grantableRoles),
  expires_at: instant.nullable(),
};

const keyShape = {
  ...currentShape,
  addresses: z.array(z.string()).describe("Where it may be used from; empty for anywhere."),
  last_used_at: instant.nullable().describe("To the minute."),
  created_by_email: z.string(),
  created_by: id.nullable().describe("Null where that member's account is gone."),
  created_at: instant,
} satisfies Record<keyof ApiKeyDto, z.ZodType>;

const keySchema = schemaOf<ApiKeyDto>("ApiKey")(z.object(keyShape));

export const keyPage = pageOf(keySchema);

export const newKeySchema = schemaOf<NewApiKeyDto>("NewApiKey")(
  z.object({ ...keyShape, key: z.string().describe("The whole key, this once.") }),
);

export const currentKeySchema = schemaOf<CurrentKeyDto>("CurrentKey")(
  z.object({ ...currentShape, workspace: z.object({ id, name: z.string() }) }),
);

export const pongSchema = z.object({ status: z.literal("ok") }).meta({ id: "Pong" });
