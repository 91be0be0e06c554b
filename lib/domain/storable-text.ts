/** Whether PostgreSQL can store a text. It cannot store NUL or half of a surrogate pair. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");

/** Whether a text can be stored, and has no control characters: names are shown on one line. */
export const isPlainText = (text: string) => isStorable(text) && !/\p{Cc}/u.test(text);
