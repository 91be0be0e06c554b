/** Whether PostgreSQL can keep a text: it keeps neither NUL nor half of a surrogate pair. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes("\0");
