/**
 * Text that leaves the instance for a language model. The secrets of OpsPulse are masked where a run is
 * recorded; this masks what else looks like a credential or like a person's data, and rather too much.
 */

const MASK = "[masked]";

/** Runs of this length that mix letters and digits are tokens, ids or hashes more often than words. */
const TOKEN = /(?=[A-Za-z\d+/_=~-]*\d)[A-Za-z\d+/_=~-]{20,}/g;
const EMAIL = /[^\s@<>"'(),:;]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,8}/g;
const LONG_NUMBER = /\d(?:[ -]?\d){8,}/g;
const CREDENTIAL = /\b(Bearer|Basic|Token)\s+[^\s"',;<>]+/gi;
const USER_INFO = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/?#@"'<>]{1,200}@/gi;
const QUERY_VALUE = /([?&;][^\s=&#"'<>]{1,100}=)[^\s&#"'<>]+/g;
const NAMED_SECRET =
  /((?:pass(?:word|wd|phrase)?|secret|token|credential|api[_-]?key|private[_-]?key|authorization|cookie|session|signature)[\w-]{0,40}["']?\s{0,4}[:=]\s{0,4})(?:"[^"]*"?|'[^']*'?|[^\s,;&}<"']+)/gi;

/** The text without what looks like a credential, an address of email or a long number. */
export function maskText(text: string): string {
  return text
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(QUERY_VALUE, `$1${MASK}`)
    .replace(CREDENTIAL, `$1 ${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(EMAIL, MASK)
    .replace(TOKEN, MASK)
    .replace(LONG_NUMBER, MASK);
}

/** A URL with its host and path, without user name, password, fragment and the values of its query. */
export function maskUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) return MASK;
  const path = url.pathname.split("/").map(maskText).join("/");
  const names = Array.from(url.searchParams.keys(), (name) => `${maskText(name)}=${MASK}`);
  return `${url.protocol}//${url.host}${path}${names.length > 0 ? `?${names.join("&")}` : ""}`;
}
