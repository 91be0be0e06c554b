import { unwrapUrl } from "@/lib/domain/pasted-text";

/** What is likely to be meant by a text that is no URL: the full URL, or that a placeholder is left in it. */
export type UrlSlip = { kind: "url"; url: string } | { kind: "placeholder"; what: string };

/** A placeholder in the part that names the server. An IPv6 address in brackets isn't one. */
const PLACEHOLDER =
  /^(?:[a-z]+:\/*)?[^/?#]*?(\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[^{}]*\}|<[^<>]*>|\$[a-z_]\w*|%[a-z_]\w*%|\[[a-z][\w -]*\])/i;

const LABEL = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?`;

const HOST = String.raw`(?:localhost|\[[\da-f:.]+\]|${LABEL}(?:\.${LABEL})+\.?)`;

/** A host that looks like one, its port, and the rest. */
const ADDRESS = new RegExp(String.raw`^(${HOST})(?::(\d{1,5}))?(?=[/?#]|$)([^]*)$`, "iu");

/** A scheme as it is written, or mistyped with its own letters, and what divides it from the host. */
const SCHEME = /^([htps]{3,7})(?:\s*[:;.,]?\s*\/+\s*|\s*[:;]\s*)/i;

const isScheme = (word: string) => /^(?=h|tt)(?=.*t)(?=.*p)/i.test(word);

/** Schemes that were put before another one, or words that a tool or a person puts before a URL. */
const BEFORE =
  /^(?:(?:https?:\/*|view-source:|feed:|url\s*[:=]\s*)(?=https?\b)(?!https?[./?#-]))+/i;

/** Characters of full width, as an input method for Chinese or Japanese writes them. */
const toAscii = (text: string) =>
  text
    .replace(/：/g, ":")
    .replace(/／/g, "/")
    .replace(/[．。｡]/g, ".")
    .replace(/？/g, "?");

/** Backslashes and white space as a URL has them. */
function mendRest(rest: string): string {
  const [, path = "", query = ""] = /^([^?#]*)([^]*)$/.exec(rest) ?? [];
  return `${path.replaceAll("\\", "/")}${query.replaceAll("\\", "%5C")}`
    .trim()
    .replace(/\s/gu, "%20");
}

/** Punctuation of a sentence after a path, or a bracket or quote that nothing opens. */
function withoutSentence(url: string): string {
  const bare = url.replace(/(?<=[^/:]\/[^?#]*)[.,;:!'"»”’]+$/u, "");
  const opened = (bare.match(/\(/g) ?? []).length;
  return (bare.match(/\)/g) ?? []).length > opened ? bare.replace(/\)+[.,;:!]*$/, "") : bare;
}

/** The URLs among other words. */
const urlsIn = (text: string): string[] =>
  /\s/.test(text) ? (text.match(/https?:\/\/[^\s"'`<>]+/gi) ?? []) : [];

const isPlainUrl = (text: string) =>
  /^https?:\/\/(?!https?\/)[^/?#\\\s]/i.test(text) &&
  !/[\s\\\p{Cf}\p{Cc}]/u.test(text) &&
  URL.canParse(text);

function repair(text: string): string | null {
  const [first, second] = urlsIn(text);
  if (second !== undefined) return null;
  if (first !== undefined && !/^https?:/i.test(text)) return withoutSentence(first);
  const ascii = toAscii(text).replace(/[\p{Cf}\p{Cc}]/gu, "");
  const single = ascii.replace(BEFORE, "");
  if (isPlainUrl(single)) return withoutSentence(single.replaceAll("&amp;", "&"));
  const line = single.replace(/^[^?#\s]*/, (start) => start.replaceAll("\\", "/"));
  const [prefix = "", word = ""] = SCHEME.exec(line) ?? [];
  const hasScheme = isScheme(word);
  const rest = hasScheme ? line.slice(prefix.length) : line.replace(/^:?\/\//, "");
  // A browser drops the colon of a second scheme.
  const [, host, port, tail = ""] = ADDRESS.exec(rest.replace(/^https?\/\/(?=.)/i, "")) ?? [];
  if (host === undefined) return null;
  const isOwnMachine = /^(?:localhost|\[|[\d.]+$)/i.test(host);
  const isPlain = hasScheme ? !/s/i.test(word) : isOwnMachine;
  const url = `${isPlain ? "http" : "https"}://${host}${port === undefined ? "" : `:${port}`}`;
  const whole = withoutSentence(`${url}${mendRest(tail)}`);
  return URL.canParse(whole) ? whole : null;
}

/**
 * What is likely to be meant by a text that was entered as a URL; null for a URL without a slip, and
 * where nothing is likely. Nothing of it is used without the reader's word.
 */
export function findUrlSlip(typed: string): UrlSlip | null {
  const text = unwrapUrl(typed);
  const placeholder = PLACEHOLDER.exec(text)?.[1];
  if (placeholder !== undefined) return { kind: "placeholder", what: placeholder.slice(0, 40) };
  // What only a shell can fill in is no slip.
  const url = /\$\(|`/.test(text) ? null : repair(text);
  return url === null || url === text ? null : { kind: "url", url };
}
