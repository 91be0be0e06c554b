/** A shorter run of letters and digits is part of ordinary text too often to be taken for a secret. */
export const MIN_TRACE_LETTERS = 8;

/**
 * One way of writing a secret down. `letters` are compared without regard to case and to what stands
 * between them. Where a secret has too few letters and digits for that (`hasSigns`), they are all of its
 * characters, and nothing may stand between them.
 * `lead` and `tail` list what may stand directly before and after them: for each place, from the inside
 * to the outside, the characters that belong to the secret there.
 */
export type SecretTrace = {
  letters: string;
  hasSigns: boolean;
  lead: readonly string[];
  tail: readonly string[];
};

const BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The letters of Base64 for six bits, where a `.` belongs to a neighbour and may be any bit. */
function base64For(bits: string): string {
  if (!bits.includes(".")) return BASE64_ALPHABET.charAt(Number.parseInt(bits, 2));
  const pattern = new RegExp(`^${bits}$`);
  const characters = Array.from(BASE64_ALPHABET).filter((_, index) =>
    pattern.test(index.toString(2).padStart(6, "0")),
  );
  return characters.join("");
}

/** Base64's two signs are others in its variant for URLs. */
const withVariants = (characters: string) => characters.replace("+", "+-").replace("/", "/_");

const isLetter = (characters: string) => /^[0-9A-Za-z]$/.test(characters);

/** A place that is known but for its neighbour's bits in Base64. */
const isShared = (characters: string) => characters.length > 2;

/**
 * A sign as it is compared: a form's `+` is a space, and Base64's signs are those of its variant for
 * URLs.
 */
export const foldSigns = (text: string) =>
  text.replace(/[+-]/g, " ").replaceAll("_", "/").toLowerCase();

/** The trace of characters, each given as those that may stand for it. */
function toTrace(places: readonly string[]): SecretTrace {
  const hasSigns = places.filter(isLetter).length < MIN_TRACE_LETTERS;
  const isCompared = hasSigns ? (place: string) => !isShared(place) : isLetter;
  const compared = places.filter(isCompared).map((characters) => characters.charAt(0));
  return {
    letters: foldSigns(compared.join("")),
    hasSigns,
    lead: places.slice(0, places.findIndex(isCompared)).reverse(),
    tail: places.slice(places.findLastIndex(isCompared) + 1),
  };
}

/** A form writes a space as `+`. */
const placesOfText = (secret: string) =>
  Array.from(secret, (character) => (character === " " ? " +" : character));

/** The secret in Base64, behind `offset` other bytes. */
function placesInBase64(secret: string, offset: number): string[] {
  const bits = [...Buffer.from(secret)].map((byte) => byte.toString(2).padStart(8, "0"));
  const groups = [".".repeat((offset * 8) % 6), ...bits].join("").match(/.{1,6}/g) ?? [];
  return groups.map((group) => withVariants(base64For(group.padEnd(6, "."))));
}

/** The ways of writing a secret down that are looked for: as it is, in hexadecimal, and in Base64. */
export function tracesOf(secret: string): SecretTrace[] {
  return [
    placesOfText(secret),
    Array.from(Buffer.from(secret).toString("hex")),
    ...[0, 1, 2].map((offset) => placesInBase64(secret, offset)),
  ].map(toTrace);
}
