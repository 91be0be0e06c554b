/** The longest run of marks that is composed: the time for one grows with the square of its length. */
const MANY_MARKS = /\p{M}{30}/u;

/** It has a small letter of its own, `I` beside `i`, and folds to neither (CaseFolding.txt, status T). */
const DOTLESS_I = "\u0131";

const isOne = (text: string) => text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);

function foldCharacter(character: string): string {
  if (character === DOTLESS_I) return character;
  const upper = character.toUpperCase();
  const lower = (isOne(upper) ? upper : character).toLowerCase();
  return isOne(lower) ? lower : character;
}

/**
 * A text in which letters that differ in case alone are the same, by Unicode's simple case folding, and
 * so are letters with accents of their own and composed ones (NFC). A text with a run of 30 combining
 * marks or more is not composed.
 */
export function foldCase(text: string): string {
  const composed = MANY_MARKS.test(text) ? text : text.normalize("NFC");
  return composed
    .replace(/[^\0-\x7f]/gu, foldCharacter)
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
