/** The words of a text, for a table of names that reads better as lines than as a list. */
export const wordsOf = (text: string): string[] => text.trim().split(/\s+/);
