import { stringifyExactJson } from "@/lib/domain/json/exact-json";

const MAX_QUOTED_CHARACTERS = 80;

/** A text of at most 80 characters, with a sign where it was cut. */
export const shorten = (text: string, end = "…") =>
  text.length > MAX_QUOTED_CHARACTERS
    ? `${text.slice(0, MAX_QUOTED_CHARACTERS - end.length)}${end}`
    : text;

/** A value as JSON writes it, shortened. */
export function quote(value: unknown): string {
  const json = stringifyExactJson(value);
  return shorten(json, json.startsWith('"') ? '…"' : "…");
}

/** Why the pattern of a rule was not matched; null for another reason. */
export function explainPatternFault(
  fault: string | null,
  subject: string,
  pattern: unknown,
): string | null {
  if (fault === "pattern_too_slow") {
    return `Matching ${subject} with ${quote(pattern)} takes too long. Simplify the pattern.`;
  }
  if (fault === "pattern_unusable") {
    return `The pattern ${quote(pattern)} is invalid or too large. Edit the rule.`;
  }
  return null;
}
