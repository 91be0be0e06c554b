/** Bytes of a master key: those of AES-256. */
export const MASTER_KEY_BYTES = 32;

/**
 * A master key of 32 bytes from its text in hexadecimal, Base64 or Base64 for URLs, or null where the
 * text is something else. No text is a key in two of these.
 */
export function parseMasterKey(text: string): Buffer | null {
  const written = text.trim();
  if (/^[0-9a-f]{64}$/i.test(written)) return Buffer.from(written, "hex");
  if (!/^(?:[A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/.test(written)) return null;
  const key = Buffer.from(written, "base64");
  return key.length === MASTER_KEY_BYTES ? key : null;
}
