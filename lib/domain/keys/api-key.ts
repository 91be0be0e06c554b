import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { instantText, nameInput } from "@/lib/domain/inputs";
import { keyScopes, MAX_KEY_ADDRESSES, type KeyScope } from "@/lib/domain/keys/key-options";
import { grantableRoles, type GrantableRole } from "@/lib/domain/workspace/role";

/** Whether the addresses are ones that exist is judged where they are read. */
export const createKeyInput = z.strictObject({
  name: nameInput("name_required"),
  scopes: z
    .array(z.enum(keyScopes, problem("key_scope_unknown")), problem("key_scopes_required"))
    .min(1, problem("key_scopes_required"))
    .transform((scopes) => keyScopes.filter((scope) => scopes.includes(scope))),
  role: z.enum(grantableRoles, problem("role_unknown")).nullable().default(null),
  expires_at: instantText.nullable().default(null),
  addresses: z
    .array(z.string(problem("key_address_invalid")).trim(), problem("key_address_invalid"))
    .max(MAX_KEY_ADDRESSES, problem("key_addresses_too_many"))
    .default([]),
});

/** A key as it goes out, without its secret. */
export type ApiKeyDto = {
  id: string;
  name: string;
  /** The beginning of the key, by which people and scanners know it. */
  prefix: string;
  scopes: KeyScope[];
  role: GrantableRole;
  /** The address blocks that it may be used from; empty for any. */
  addresses: string[];
  expires_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
  /** The address of the member who made it, as it was then. */
  created_by_email: string;
  /** Null where that member's account is gone. */
  created_by: string | null;
  created_at: string;
};

/** A key right after it was made: the only time that it is whole. */
export type NewApiKeyDto = ApiKeyDto & { key: string };

/** What a caller with a key learns about it. */
export type CurrentKeyDto = Pick<
  ApiKeyDto,
  "id" | "name" | "prefix" | "scopes" | "role" | "expires_at"
> & { workspace: { id: string; name: string } };
