import { toStorableText } from "@/lib/egress/body-text";
import { createMask } from "@/lib/egress/secrets/secret-mask";

const MAX_CHARACTERS = 500;

/** The mask knows no shorter secrets; see `createMask`. */
const MIN_SENSITIVE_CHARACTERS = 8;

/** Words such as `services` are in every URL of a kind, and in its responses. */
const isToken = (part: string) => part.length >= 2 * MIN_SENSITIVE_CHARACTERS || /\d/.test(part);

/** What is secret about a URL: all of it, and each part of its path and query that isn't just a word. */
export function sensitiveParts(text: string): string[] {
  const url = URL.parse(text);
  if (url === null) return [text];
  const parts = [...url.pathname.split("/"), ...url.searchParams.values()];
  return [url.href, `${url.pathname}${url.search}`, ...parts.filter(isToken)];
}

/**
 * The start of a response as it may be kept and shown: storable, and without what is sensitive.
 * @param isWhole false where the text was cut, perhaps within a secret.
 */
export function excerptOf(text: string, isWhole: boolean, sensitive: readonly string[]): string {
  const mask = createMask(sensitive.filter(({ length }) => length >= MIN_SENSITIVE_CHARACTERS));
  return mask.cut(toStorableText(text.trim()), MAX_CHARACTERS, isWhole);
}
