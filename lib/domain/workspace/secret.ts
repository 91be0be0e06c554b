import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import {
  MAX_HEADER_TEMPLATE_CHARACTERS,
  MAX_SECRET_NAME_CHARACTERS,
  MAX_SECRET_ORIGINS,
  type SecretOption,
} from "@/lib/domain/routine/secret-option";

/** What may be wrong with values, origins and headers is judged where secrets are read. */
const value = z.string(problem("secret_value_required")).min(1, problem("secret_value_required"));

const origins = z
  .array(z.string(problem("secret_origin_malformed")), problem("secret_origins_required"))
  .max(MAX_SECRET_ORIGINS, problem("secret_origins_too_many"));

/** How a credential is sent, with `{value}` in its place; null for `Authorization: Bearer {value}`. */
const header = z
  .string(problem("secret_header_malformed"))
  .max(MAX_HEADER_TEMPLATE_CHARACTERS, problem("secret_header_too_long"))
  .nullable();

export const createSecretInput = z.strictObject({
  name: z
    .string(problem("secret_name_invalid"))
    .trim()
    .regex(
      new RegExp(`^[A-Za-z0-9_-]{1,${MAX_SECRET_NAME_CHARACTERS}}$`),
      problem("secret_name_invalid"),
    ),
  value,
  origins,
  header: header.default(null),
});

/** The name stays: routines refer to the secret by it. */
export const changeSecretInput = z.strictObject({ value, origins, header }).partial();

/** A secret of a workspace's own, without its value, which is never part of anything that is sent. */
export type SecretDto = SecretOption & {
  id: string;
  /** How a credential is sent; null for a signing key, which is never sent. */
  header: string | null;
  created_at: string;
  updated_at: string;
};

/** The routines that refer to a secret. */
export type SecretUse = { id: string; name: string };

/** A secret in a list, with the routines that refer to it. */
export type ListedSecretDto = SecretDto & { uses: SecretUse[] };
