/** Whether PostgreSQL can store a text. It cannot store NUL or half of a surrogate pair. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");

/** Controls and separators of lines, which have no place in a name: it is shown on one line. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether a text can be stored, and has no control characters. */
export const isPlainText = (text: string) => isStorable(text) && !CONTROLS.test(text);

/**
 * Characters that are not seen, or that turn the direction of the text around them, so that one name
 * looks like another. Joiners, variation selectors and tags are not among them: scripts and emoji need
 * them.
 */
const DECEPTIVE =
  /[\p{Bidi_Control}]|(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/u;

const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether a name can be seen as it is: it has something to see, and nothing that deceives the eye. */
export const isVisible = (text: string) =>
  !DECEPTIVE.test(text) && text.replace(INVISIBLE, "") !== "";
