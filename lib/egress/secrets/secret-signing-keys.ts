import type { SigningSecret } from "@/lib/egress/secrets/secret-store";
import { trimLineEnd, type SecretSource } from "@/lib/egress/secrets/secret-variables";

export const SIGNING_PREFIX = "whsec_";
/** Standard Webhooks 1.0, "Signature scheme". */
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

function parseSigningKey(value: string): Buffer | null {
  const text = value.slice(SIGNING_PREFIX.length);
  const key = Buffer.from(text, "base64");
  return value.startsWith(SIGNING_PREFIX) &&
    key.toString("base64") === text &&
    key.length >= MIN_KEY_BYTES &&
    key.length <= MAX_KEY_BYTES
    ? key
    : null;
}

/** The key as it is set up, and as it is written without its prefix and without padding. */
function spellSigningKey(value: string): string[] {
  const base64 = value.slice(SIGNING_PREFIX.length);
  return [...new Set([value, base64, base64.replace(/=+$/, "")])];
}

const keyAdvice = `${SIGNING_PREFIX} and Base64 of ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes, as from openssl rand -base64 32`;

/** The signing keys of a secret, or null where one of them is not a key. */
export function readSigningKeys(
  secret: SecretSource,
  origins: readonly string[],
): SigningSecret | null {
  const { name, variable, value, header, problems } = secret;
  const current = parseSigningKey(value);
  const previousValue = trimLineEnd(secret.previous ?? value);
  const previous = parseSigningKey(previousValue);
  if (current === null) {
    problems.push({
      message: `${variable} begins with ${SIGNING_PREFIX}, so it must be a signing key. Set it to ${keyAdvice}.`,
      field: { path: "value", code: "signing_key_invalid" },
    });
  }
  if (previous === null && secret.previous !== null) {
    problems.push({
      message: `${variable}__PREVIOUS is not a signing key. Set it to ${keyAdvice}.`,
      field: { path: "value", code: "signing_key_invalid" },
    });
  }
  if (header !== null) {
    problems.push({
      message: `${variable}__HEADER is for credentials: a signing key is never sent. Remove it.`,
      field: { path: "header", code: "secret_header_of_key" },
    });
  }
  if (current === null || previous === null) return null;
  const isRotated = previousValue !== value;
  return {
    name,
    origins,
    keys: isRotated ? [current, previous] : [current],
    sensitive: [value, ...(isRotated ? [previousValue] : [])].flatMap(spellSigningKey),
  };
}
