import { findCharset } from "@/lib/egress/body/find-charset";

const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;
const CHARSET_IN_CONTENT = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i;
const XML_DECLARATION = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/;
const CSS_RULE = /^@charset "([^"]*)";/;

/** The attributes of a tag from `start` on, the first of each name, and where the tag ends. */
function readAttributes(text: string, start: number) {
  const attributes = new Map<string, string>();
  let end = start;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const match = ATTRIBUTE.exec(text);
    if (match === null) return { attributes, end };
    const [, name = "", double, single, bare] = match;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? "");
    end = ATTRIBUTE.lastIndex;
  }
}

function charsetOfMeta(attributes: ReadonlyMap<string, string>): string | null {
  const charset = attributes.get("charset");
  if (charset !== undefined) return findCharset(charset);
  if (attributes.get("http-equiv")?.toLowerCase() !== "content-type") return null;
  const match = CHARSET_IN_CONTENT.exec(attributes.get("content") ?? "");
  return match === null ? null : findCharset(match[1] ?? match[2] ?? match[3] ?? "");
}

const after = (text: string, what: string, from: number) => {
  const index = text.indexOf(what, from);
  return index === -1 ? text.length : index + what.length;
};

/** The prescan of the HTML standard (section 13.2.3.2), with comments and attributes skipped. */
function charsetOfPage(text: string): string | null {
  let at = text.indexOf("<");
  while (at !== -1 && at < text.length) {
    const tag = /^<\/?([a-z][^\s/>]*)/i.exec(text.slice(at, at + 64));
    if (text.startsWith("<!--", at)) at = after(text, "-->", at + 2);
    else if (tag !== null) {
      const { attributes, end } = readAttributes(text, at + tag[0].length);
      const charset = tag[0].toLowerCase() === "<meta" ? charsetOfMeta(attributes) : null;
      if (charset !== null) return charset;
      at = end;
    } else if (/^<[!/?]/.test(text.slice(at, at + 2))) at = after(text, ">", at + 2);
    else at += 1;
    at = text.indexOf("<", at);
  }
  return null;
}

/** A charset that is read as ASCII can't be UTF-16 or UTF-32 itself: the HTML standard makes it UTF-8. */
function asDeclared(charset: string | null): string | null {
  if (charset === null) return null;
  if (charset === "x-user-defined") return "windows-1252";
  return /^utf-(?:16|32)/.test(charset) ? "utf-8" : charset;
}

const charsetOfDeclaration = (text: string): string | null => {
  const match = XML_DECLARATION.exec(text);
  return match === null ? null : findCharset(match[1] ?? match[2] ?? "");
};

/**
 * The charset that a document names itself in its first bytes: `<meta>` of a page, the declaration of
 * XML, `@charset` of CSS; null where it names none, or is of another type.
 */
export function findDeclaredCharset(
  bytes: Uint8Array,
  essence: string,
  maxBytes: number,
): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(maxBytes, bytes.byteLength))
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "");
  const isUntyped = essence === "";
  if (essence === "text/css") return asDeclared(findCharset(CSS_RULE.exec(text)?.[1] ?? ""));
  if (essence === "text/html" || isUntyped) {
    return asDeclared(charsetOfPage(text) ?? charsetOfDeclaration(text));
  }
  return /[/+]xml$/.test(essence) ? asDeclared(charsetOfDeclaration(text)) : null;
}
