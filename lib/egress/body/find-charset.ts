/** Names that are used, and that the encoding standard doesn't know. */
const aliases: Readonly<Record<string, string>> = {
  utf8mb3: "utf-8",
  utf8mb4: "utf-8",
  cp65001: "utf-8",
  "latin-1": "latin1",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  "utf-32": "utf-32le",
  utf32: "utf-32le",
};

const MAX_LABEL_LENGTH = 64;

const UTF_32 = /^utf-?32-?(?:le|be)$/;

/**
 * The name by which a charset is decoded here, for any label of the encoding standard; null for a label
 * that names none. Besides, `utf-32le` and `utf-32be`, which browsers don't know.
 */
export function findCharset(label: string): string | null {
  const cleaned = label
    .slice(0, MAX_LABEL_LENGTH)
    .toLowerCase()
    .replace(/^[\s"']+/, "")
    .replace(/[\s"';,.]+$/, "");
  const name = Object.hasOwn(aliases, cleaned) ? (aliases[cleaned] ?? "") : cleaned;
  if (UTF_32.test(name)) return name.endsWith("be") ? "utf-32be" : "utf-32le";
  for (const known of [name, name.replaceAll("_", "-")]) {
    try {
      return new TextDecoder(known).encoding;
    } catch {
      // No label of the standard.
    }
  }
  return null;
}

/** Pieces between separators that stand in no quoted string. */
const splitAt = (text: string, separator: "," | ";") =>
  text.match(
    separator === "," ? /(?:"(?:[^"\\]|\\.)*"?|[^,"])+/g : /(?:"(?:[^"\\]|\\.)*"?|[^;"])+/g,
  ) ?? [];

const MEDIA_TYPE = /^[^\s/;,"]+\/[^\s/;,"]+$/;
const CHARSET = /^\s*charset\s*=\s*(?:"((?:[^"\\]|\\.)*)|'([^']*)|([^\s"']*))/is;

/** What a `Content-Type` says: the type in lower case, and a charset that can be decoded. */
export type ContentType = { essence: string; charset: string | null };

function parseOne(value: string): ContentType {
  const [first = "", ...parameters] = splitAt(value, ";");
  const type = first.trim().toLowerCase();
  const isType = MEDIA_TYPE.test(type);
  const charsets = (isType ? parameters : [first, ...parameters]).flatMap((parameter) => {
    const match = CHARSET.exec(parameter);
    const label = match?.[1]?.replaceAll(/\\(.)/gs, "$1") ?? match?.[2] ?? match?.[3];
    return label === undefined ? [] : (findCharset(label) ?? []);
  });
  return { essence: isType ? type : "", charset: charsets[0] ?? null };
}

/**
 * Reads the fields of a `Content-Type` together, as the fetch standard does: the last type counts, with
 * the charset of an earlier field of the same type where it has none.
 */
export function parseContentType(contentType: string | readonly string[] | null): ContentType {
  let last: ContentType = { essence: "", charset: null };
  for (const field of [contentType ?? []].flat()) {
    for (const value of splitAt(field, ",")) {
      const { essence, charset } = parseOne(value);
      if (essence === "*/*" || (essence === "" && charset === null)) continue;
      const isSame = essence === "" || last.essence === "" || essence === last.essence;
      last = {
        essence: essence === "" ? last.essence : essence,
        charset: charset ?? (isSame ? last.charset : null),
      };
    }
  }
  return last;
}
