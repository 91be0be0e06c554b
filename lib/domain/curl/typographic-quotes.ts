/** Quotes that word processors and chats put in the place of straight ones. */
const DOUBLES = "“”„‟«»″";
const SINGLES = "‘’‚‛‹›′";

const pairs = [
  { open: new RegExp(`[${DOUBLES}]`, "u"), close: `[${DOUBLES}"]` },
  { open: new RegExp(`[${SINGLES}]`, "u"), close: `[${SINGLES}']` },
];

/**
 * What typographic quotes hold that begin a text, and where they end; null where none do. A quote ends it
 * where the word ends too, so an apostrophe doesn't. Quotes of that sort inside were straight ones once.
 */
export function readTypographicQuotes(text: string): { content: string; length: number } | null {
  const pair = pairs.find(({ open }) => open.test(text.charAt(0)));
  if (pair === undefined) return null;
  const end = new RegExp(`^.([^]*?)${pair.close}(?=[\\s;|&>)\\\\^\`]|$)`, "u").exec(text);
  if (end === null) return null;
  const content = (end[1] ?? "").replace(new RegExp(`[${DOUBLES}]`, "gu"), '"');
  return { content, length: end[0].length };
}
