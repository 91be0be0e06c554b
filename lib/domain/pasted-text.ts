/** White space, control characters and characters that nobody sees, at the ends of a text. */
const INVISIBLE_ENDS = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu;

const WRAPPED =
  /^(?:`([^`]*)`|<([^<>]*)>|"([^"]*)"|'([^']*)'|[“„]([^“”]*)[“”]|[‘‚]([^‘’]*)[‘’]|«([^«»]*)»|‹([^‹›]*)›)$/u;

/** A pasted text without what a chat, a mail or a shell has put around it. */
export function unwrapPasted(text: string): string {
  const plain = text.replace(INVISIBLE_ENDS, "");
  const wrapped = WRAPPED.exec(plain);
  // Only one of the groups holds a text.
  return wrapped === null ? plain : wrapped.slice(1).join("").replace(INVISIBLE_ENDS, "");
}

const URL_TEXT = String.raw`(https?:\/\/\S+?)`;

/**
 * What stands around nothing but a URL: a link or emphasis of Markdown, a link of Slack, brackets, and
 * quotes with the comma of a list.
 */
const aroundUrls = [
  String.raw`\[[^\]]*\]\(<?${URL_TEXT}>?(?:\s+"[^"]*")?\)`,
  String.raw`<${URL_TEXT}\|[^<>]*>`,
  String.raw`\(${URL_TEXT}\)`,
  String.raw`[「『【（《〈]${URL_TEXT}[」』】）》〉]`,
  String.raw`\[${URL_TEXT}\]`,
  String.raw`(?<mark>\*\*?|__?|~~|["'${"`"}]{1,3})${URL_TEXT}\k<mark>[,;]?`,
  String.raw`[<“„«]${URL_TEXT}[>”“»][.,;]`,
].map((pattern) => new RegExp(`^${pattern}$`, "iu"));

/** A URL without what a chat, a mail, a list or Markdown has put around it. */
export function unwrapUrl(text: string): string {
  const plain = text.replace(INVISIBLE_ENDS, "");
  for (const pattern of aroundUrls) {
    const found = pattern.exec(plain)?.slice(1) ?? [];
    const inner = found.find((group) => /^https?:/i.test(group));
    if (inner !== undefined) return unwrapPasted(inner);
  }
  return unwrapPasted(plain);
}
