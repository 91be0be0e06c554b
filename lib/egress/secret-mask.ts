/**
 * Removes secrets from text that an endpoint or an error returned.
 *
 * Each way of writing a secret down is a form: a piece for each of its characters, and a piece is the
 * list of its spellings. No spelling of a piece begins with another one of it, so a form reads a text
 * in one way only and never has to go back. One regular expression, small however long the secrets
 * are, finds where a form may begin; what follows is compared character by character.
 */

const REPLACEMENT = "[secret]";

/** The shortest beginning of a secret that is masked where a text ends in the middle of it. */
const MIN_CUT_LENGTH = 4;

export type SecretMask = {
  /** The text with every secret replaced. */
  text: (text: string) => string;
  /**
   * As `text`, but only the first `limit` characters. A secret that begins before the limit is
   * replaced whole, also where it ends after it. Never ends in half a surrogate pair.
   */
  cut: (text: string, limit: number) => string;
};

/** For each character of a spelling, those that may stand there: `["%", "2", "fF"]`. */
type Spelling = readonly string[];
type Piece = readonly Spelling[];
type Form = readonly Piece[];
type Span = { start: number; end: number };

const BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const charactersOf = (text: string) => Array.from(text);

const isAlphanumeric = (character: string) => /[A-Za-z0-9]/.test(character);

const spellHex = (byte: number): Spelling =>
  charactersOf(byte.toString(16).padStart(2, "0")).map((digit) =>
    digit === digit.toUpperCase() ? digit : digit + digit.toUpperCase(),
  );

const hexOf = (character: string) => spellHex(character.charCodeAt(0));

function spellInJson(character: string): Piece {
  const escapes: Piece = [
    ["\\", character],
    ["\\", "u", "0", "0", ...hexOf(character)],
    ["\\", "x", ...hexOf(character)],
  ];
  return character === "\\" ? escapes : [[character], ...escapes];
}

function spellInUrl(character: string): Piece {
  const escape: Spelling = ["%", ...hexOf(character)];
  if (character === "%") return [escape];
  return [[character === " " ? " +" : character], escape];
}

const htmlNames: ReadonlyMap<string, string> = new Map([
  ["&", "amp"],
  ["<", "lt"],
  [">", "gt"],
  ['"', "quot"],
  ["'", "apos"],
]);

function spellInHtml(character: string): Piece {
  const name = htmlNames.get(character);
  const escapes: Piece = [
    ...["", "0", "00"].flatMap((zeros): Piece => [
      charactersOf(`&#${zeros}${character.charCodeAt(0)};`),
      ["&", "#", "xX", ...charactersOf(zeros), ...hexOf(character), ";"],
    ]),
    ...(name === undefined ? [] : [charactersOf(`&${name};`)]),
  ];
  return character === "&" ? escapes : [[character], ...escapes];
}

/** Letters and digits stand for themselves in every encoding of text. */
const spellText = (secret: string, spell: (character: string) => Piece): Form =>
  charactersOf(secret).map((character) =>
    isAlphanumeric(character) ? [[character]] : spell(character),
  );

const spellInHex = (secret: string): Form =>
  [...Buffer.from(secret)].flatMap(spellHex).map((digits) => [[digits]]);

/** Base64 and its variant for URLs, also where it stands in a URL or in JSON. */
function spellBase64(characters: string): Piece {
  const plain = characters.replace(/[+/]/g, "");
  return [
    ...(plain === "" ? [] : [[plain]]),
    ...(characters.includes("+")
      ? [["+-"], ["%", "2", "bB"], ["\\", "u", "0", "0", "2", "bB"]]
      : []),
    ...(characters.includes("/")
      ? [["/_"], ["%", "2", "fF"], ["\\", "/"], ["\\", "u", "0", "0", "2", "fF"]]
      : []),
  ];
}

/** The characters for six bits, where a `.` belongs to a neighbour and may be any bit. */
function base64For(bits: string): string {
  if (/^[01]{6}$/.test(bits)) return BASE64_ALPHABET.charAt(Number.parseInt(bits, 2));
  const pattern = new RegExp(`^${bits}$`);
  return charactersOf(BASE64_ALPHABET)
    .filter((_, index) => pattern.test(index.toString(2).padStart(6, "0")))
    .join("");
}

/** The secret in Base64, behind `offset` other bytes. */
function spellInBase64(secret: string, offset: number): Form {
  const bits = [...Buffer.from(secret)].map((byte) => byte.toString(2).padStart(8, "0"));
  const groups = [".".repeat((offset * 8) % 6), ...bits].join("").match(/.{1,6}/g) ?? [];
  return groups.map((group) => spellBase64(base64For(group.padEnd(6, "."))));
}

const formsOf = (secret: string): Form[] => [
  charactersOf(secret).map((character) => [[character]]),
  ...[spellInJson, spellInUrl, spellInHtml].map((spell) => spellText(secret, spell)),
  spellInHex(secret),
  ...[0, 1, 2].map((offset) => spellInBase64(secret, offset)),
];

const classOf = (characters: string) => `[${characters.replace(/[^A-Za-z0-9]/g, "\\$&")}]`;

/** Matches the first piece of a form, and then the first character of the second or the end of the text. */
function beginningOf([first = [], second = []]: Form): string {
  const spellings = first.map((spelling) => spelling.map(classOf).join(""));
  const next = second.map(([characters = ""]) => characters).join("");
  return `(?:${spellings.join("|")})(?:${classOf(next)}|$)`;
}

/** The end of a spelling that begins at `start`, or null; the end of the text may cut it short. */
function endOfSpelling(spelling: Spelling, text: string, start: number): number | null {
  let end = start;
  for (const characters of spelling) {
    if (end === text.length) break;
    if (!characters.includes(text.charAt(end))) return null;
    end += 1;
  }
  return end;
}

function endOfPiece(piece: Piece, text: string, start: number): number | null {
  for (const spelling of piece) {
    const end = endOfSpelling(spelling, text, start);
    if (end !== null) return end;
  }
  return null;
}

/** The end of a form that begins at `start`, or null; the end of the text may cut it short. */
function endOfForm(form: Form, text: string, start: number): number | null {
  let end = start;
  for (const piece of form) {
    if (end === text.length) break;
    const next = endOfPiece(piece, text, end);
    if (next === null) return null;
    end = next;
  }
  return end;
}

/** The spans of secrets that begin before the limit, in order; those that overlap are one. */
function findSpans(
  forms: readonly Form[],
  beginnings: RegExp,
  text: string,
  limit: number,
): Span[] {
  const spans: Span[] = [];
  beginnings.lastIndex = 0;
  for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
    const start = match.index;
    if (start >= limit) break;
    const end = Math.max(...forms.map((form) => endOfForm(form, text, start) ?? start));
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) {
      last.end = Math.max(last.end, end);
    } else if (end - start >= MIN_CUT_LENGTH) {
      spans.push({ start, end });
    }
    // One secret may begin inside another.
    beginnings.lastIndex = start + 1;
  }
  return spans;
}

function replaceSpans(text: string, spans: readonly Span[], limit: number): string {
  let masked = "";
  let position = 0;
  for (const { start, end } of spans) {
    masked += text.slice(position, start) + REPLACEMENT;
    position = end;
  }
  return masked + text.slice(position, limit);
}

const dropHalfPair = (text: string) => text.replace(/[\ud800-\udbff]$/, "");

const emptyMask: SecretMask = {
  text: (text) => text,
  cut: (text, limit) => dropHalfPair(text.slice(0, limit)),
};

/**
 * A mask for secrets of printable ASCII, of at least 8 characters each. It finds them bare; escaped
 * for JSON, URLs, forms and HTML; in hexadecimal; and in Base64, also as a part of a longer text in
 * it. Where a text ends in the middle of a secret, it is masked from there if 4 characters are left.
 *
 * Masking again changes nothing, unless a secret itself holds square brackets. Time grows with the
 * text, not with its square. Without secrets, texts are handed back as they are.
 */
export function createMask(sensitive: readonly string[]): SecretMask {
  const secrets = [...new Set(sensitive)].filter((secret) => secret !== "");
  if (secrets.length === 0) return emptyMask;
  const forms = secrets.flatMap(formsOf);
  const beginnings = new RegExp([...new Set(forms.map(beginningOf))].join("|"), "g");
  const mask = (text: string, limit: number) =>
    replaceSpans(text, findSpans(forms, beginnings, text, limit), limit);
  return {
    text: (text) => mask(text, text.length),
    cut: (text, limit) => dropHalfPair(mask(text, limit)),
  };
}
