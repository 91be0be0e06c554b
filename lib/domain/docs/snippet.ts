/** A word as the search compares it: in lower case, without accents. */
export const foldWord = (word: string) =>
  word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export type SnippetPiece = { text: string; isHit: boolean };

const WORDS_BEFORE = 6;
const WORDS = 32;

/** Words and what is between them, in turn. */
const pieces = (text: string) => text.split(/([\p{L}\p{N}]+)/u);

/** The stretch of a text around its first hit, with every word of `terms` (folded) in it marked. */
export function snippetAround(text: string, terms: ReadonlySet<string>): SnippetPiece[] {
  const all = pieces(text).map((piece, index) => ({
    text: piece,
    isHit: index % 2 === 1 && terms.has(foldWord(piece)),
  }));
  const first = Math.max(
    0,
    all.findIndex(({ isHit }) => isHit),
  );
  const start = Math.max(0, first - 2 * WORDS_BEFORE);
  const end = start + 2 * WORDS;
  return [
    ...(start > 0 ? [{ text: "… ", isHit: false }] : []),
    ...all.slice(start, end).filter((piece) => piece.text !== ""),
    ...(end < all.length ? [{ text: " …", isHit: false }] : []),
  ];
}
