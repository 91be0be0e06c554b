const NOT_ASCII = /[^\0-\x7f]/;
const NOT_BYTES = /[^\0-\xff]/;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");

/**
 * A header's name or value as text: UTF-8 where its bytes are that, and Windows-1252 otherwise, as
 * browsers show Latin-1.
 * @param raw a character a byte. What has other characters is text already, and is left as it is.
 */
export function headerText(raw: string): string {
  if (!NOT_ASCII.test(raw) || NOT_BYTES.test(raw)) return raw;
  const bytes = Buffer.from(raw, "latin1");
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}
