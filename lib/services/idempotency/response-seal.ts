import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from "node:crypto";

/**
 * Digests and encryption by an idempotency key. The database never has the key, so what it keeps of a
 * request and its response, such as a secret that is shown once, can't be read from it.
 */

const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Where a record is found. Different for each caller and workspace. */
export const hashKey = (owner: string, key: string): string =>
  createHash("sha256").update(`${owner}\n${key}`).digest("base64url");

/** What tells one request from another. */
export const fingerprintOf = (key: string, parts: readonly (string | Uint8Array)[]): string => {
  const digest = createHmac("sha256", key);
  for (const part of parts) digest.update(createHash("sha256").update(part).digest());
  return digest.digest("base64url");
};

const deriveKey = (key: string, salt: Buffer, owner: string) =>
  Buffer.from(hkdfSync("sha256", key, salt, `opspulse idempotency ${owner}`, 32));

/** The text, encrypted for who has the idempotency key. */
export function sealResponse(key: string, owner: string, text: string): string {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(key, salt, owner), iv);
  const sealed = [cipher.update(text, "utf8"), cipher.final()];
  return Buffer.concat([salt, iv, cipher.getAuthTag(), ...sealed]).toString("base64");
}

/** The text that was encrypted. @throws {Error} where it was written with another key or changed since. */
export function openResponse(key: string, owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const salt = bytes.subarray(0, SALT_BYTES);
  const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
  const tagEnd = SALT_BYTES + IV_BYTES + TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(key, salt, owner), iv, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(SALT_BYTES + IV_BYTES, tagEnd));
  return decipher.update(bytes.subarray(tagEnd), undefined, "utf8") + decipher.final("utf8");
}
