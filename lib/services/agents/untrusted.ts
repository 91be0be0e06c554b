/** A text that an endpoint or a person has written: data for a model, and never an instruction to it. */
export type Untrusted = { untrusted: string; is_cut?: true };

/** The text with its mark, cut to `max` characters. */
function mark(text: string, max: number): Untrusted {
  if (text.length <= max) return { untrusted: text };
  return { untrusted: text.slice(0, max).toWellFormed(), is_cut: true };
}

/** The most characters of what is in lists, such as names and messages. */
const SHORT = 300;

/** A text of others with its mark; null where there is none. */
export const untrusted = (text: string | null, max = SHORT): Untrusted | null =>
  text === null ? null : mark(text, max);
