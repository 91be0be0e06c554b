/** The longest run of marks that is composed: the time for one grows with the square of its length. */
const MANY_MARKS = /\p{M}{30}/u;

const isOne = (text: string) => text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);

/** Folds a small letter that stands for the same as another one, as `ς` and `σ` do. */
function foldSmallLetter(letter: string): string {
  const capital = letter.toUpperCase();
  return isOne(capital) ? capital.toLowerCase() : letter;
}

/**
 * A text in which letters that differ in case alone are the same, by Unicode's simple case folding, and
 * so are letters with accents of their own and composed ones (NFC). A text with a run of 30 combining
 * marks or more is not composed.
 */
export function foldCase(text: string): string {
  const composed = MANY_MARKS.test(text) ? text : text.normalize("NFC");
  return composed.toLowerCase().replace(/\p{Changes_When_Casefolded}/gu, foldSmallLetter);
}
