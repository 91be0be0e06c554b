/**
 * The text of an API key: `opk_`, 8 characters that name the key and are shown, 32 that are secret, and 6
 * that check the others. All are letters and digits (base62), so that a double click selects a whole key.
 * The fixed beginning and the checksum let secret scanners find keys without false alarms.
 */
export const KEY_TOKEN = /^opk_[0-9A-Za-z]{46}$/;

/** The part of a key that names it. */
export const KEY_PREFIX = /^opk_[0-9A-Za-z]{8}$/;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX_CHARACTERS = 12;
const CHECK_CHARACTERS = 6;
const RANDOM_CHARACTERS = 40;

/** CRC-32 of ISO-HDLC (RFC 1952, section 8), as an unsigned number. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The checksum of a key's first part, in base62. */
function checkOf(text: string): string {
  let rest = crc32(text);
  let check = "";
  for (let place = 0; place < CHECK_CHARACTERS; place += 1) {
    check = ALPHABET.charAt(rest % ALPHABET.length) + check;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return check;
}

/**
 * A key from random bytes. Those that would make some characters likelier are passed over.
 * @param randomBytes Gives so many bytes that nobody can guess.
 */
export function makeKeyToken(randomBytes: (count: number) => Uint8Array): string {
  const fair = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < RANDOM_CHARACTERS) {
    for (const byte of randomBytes(RANDOM_CHARACTERS)) {
      if (byte >= fair || text.length === RANDOM_CHARACTERS) continue;
      text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  const unchecked = `opk_${text}`;
  return unchecked + checkOf(unchecked);
}

/** Whether a text has the form of a key, its checksum included. */
export const isKeyToken = (text: string): boolean =>
  KEY_TOKEN.test(text) &&
  checkOf(text.slice(0, -CHECK_CHARACTERS)) === text.slice(-CHECK_CHARACTERS);

/** The part of a key that may be shown and stored. */
export const keyPrefixOf = (token: string): string => token.slice(0, PREFIX_CHARACTERS);
