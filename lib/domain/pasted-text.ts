/** White space and characters that nobody sees, at the ends of a text. */
const INVISIBLE_ENDS = /^[\s\ufeff\u200b-\u200d\u2060]+|[\s\ufeff\u200b-\u200d\u2060]+$/g;

const WRAPPED = /^(?:`([^`]*)`|<([^<>]*)>|"([^"]*)"|'([^']*)'|[“„]([^“”]*)[“”]|[‘‚]([^‘’]*)[‘’])$/u;

/** A pasted text without what a chat, a mail or a shell has put around it. */
export function unwrapPasted(text: string): string {
  const plain = text.replace(INVISIBLE_ENDS, "");
  const wrapped = WRAPPED.exec(plain);
  // Only one of the groups holds a text.
  return wrapped === null ? plain : wrapped.slice(1).join("").replace(INVISIBLE_ENDS, "");
}
