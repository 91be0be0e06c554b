import { isJsonNumber } from "@/lib/domain/json/decimal";
import { stringifyExactJson, toJsonNumber } from "@/lib/domain/json/exact-json";
import type { JsonScalar } from "@/lib/domain/run/success-rule";

/** Values to compare with, as they are typed. */

/** The text to compare with: a JSON scalar where it is one, and the text itself otherwise. */
export function readScalar(text: string): JsonScalar {
  const trimmed = text.trim();
  if (isJsonNumber(trimmed)) return toJsonNumber(trimmed);
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  } catch {
    // It is text without quotes.
  }
  return text;
}

/** The text from which `readScalar` reads the value again. Only text that needs quotes has them. */
export function writeScalar(value: JsonScalar): string {
  const isPlain =
    typeof value === "string" &&
    value !== "" &&
    !/[\r\n]/.test(value) &&
    readScalar(value) === value;
  return isPlain ? value : stringifyExactJson(value);
}

/** A value in quotes, or text up to a comma. */
const ITEM = /\s*("(?:[^"\\]|\\.)*"(?=\s*(?:,|$))|[^,]*)\s*(?:,|$)/y;

/** The values between commas; those that are nothing but blanks are left out. */
export function readList(text: string): JsonScalar[] {
  const values: JsonScalar[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.length) {
    const item = ITEM.exec(text)?.[1]?.trim();
    if (item === undefined) break;
    if (item !== "") values.push(readScalar(item));
  }
  return values;
}

/** The text from which `readList` reads the values again. */
export function writeList(values: readonly JsonScalar[]): string {
  return values
    .map((value) => {
      const text = writeScalar(value);
      const isPlain = typeof value !== "string" || (text.trim() === text && !text.includes(","));
      return isPlain || text.startsWith('"') ? text : stringifyExactJson(value);
    })
    .join(", ");
}
