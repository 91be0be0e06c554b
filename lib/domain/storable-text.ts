/** Whether PostgreSQL can store a text. It cannot store NUL or half of a surrogate pair. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");
