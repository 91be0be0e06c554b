import { compareDecimals, isJsonNumber } from "@/lib/domain/json/decimal";

/**
 * JSON whose numbers keep all of their figures. RFC 8259, section 6, lets a reader keep them, and
 * `JSON.parse` rounds to doubles: 9007199254740993 becomes 9007199254740992. A number that a double
 * holds stays a `number`; any other is an `ExactNumber`, which is plain data, so that it can be
 * cloned, compared and sent to a browser.
 */

const KEY = "exact number";

/** The figures of a number that no double holds, as JSON writes them. */
export type ExactNumber = { readonly [KEY]: string };

export type JsonNumber = number | ExactNumber;

/** A number of up to 15 digits and two figures of exponent survives the way to a double and back. */
const MAY_BE_INEXACT = /\d[\d.]{15}|[eE][+-]?\d{3}/;

/** The shortest number that no double holds, as `1e400`. */
const SHORTEST_INEXACT = 5;

const WRITTEN = new RegExp(`\\{"${KEY}":"(-?[\\d.eE+-]+)"\\}`, "g");

function isHeldByDouble(figures: string): boolean {
  if (!MAY_BE_INEXACT.test(figures)) return true;
  const double = Number(figures);
  return Number.isFinite(double) && compareDecimals(String(double), figures) === 0;
}

/** Whether a parsed value is a number, held by a double or exact. */
export const isNumberValue = (value: unknown): value is JsonNumber =>
  typeof value === "number" || isExactNumber(value);

export function isExactNumber(value: unknown): value is ExactNumber {
  return (
    typeof value === "object" &&
    value !== null &&
    KEY in value &&
    typeof value[KEY] === "string" &&
    isJsonNumber(value[KEY]) &&
    Object.keys(value).length === 1
  );
}

/** The number with these figures. @throws {RangeError} for text that is no JSON number. */
export function toJsonNumber(figures: string): JsonNumber {
  if (!isJsonNumber(figures)) throw new RangeError("This isn't a number of JSON.");
  return isHeldByDouble(figures) ? Number(figures) : { [KEY]: figures };
}

/** The figures of a number: those that it was written with, where no double holds it. */
export const figuresOf = (number: JsonNumber): string =>
  typeof number === "number" ? JSON.stringify(number) : number[KEY];

const QUOTE = 34;
const BACKSLASH = 92;

/** The index after the text that begins at `start`, in valid JSON. */
function endOfText(json: string, start: number): number {
  let index = start + 1;
  while (json.charCodeAt(index) !== QUOTE) {
    index += json.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index + 1;
}

/** A digit, a sign or a point; in valid JSON the letter of an exponent as well. */
const isOfNumber = (code: number) =>
  (code >= 43 && code <= 57 && code !== 44 && code !== 47) || code === 69 || code === 101;

/** Valid JSON in which each number that no double holds stands as an `ExactNumber`. */
function markInexact(json: string): string {
  let marked = "";
  let copied = 0;
  let index = 0;
  while (index < json.length) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfText(json, index);
      continue;
    }
    let end = index + 1;
    if (code === 45 || (code >= 48 && code <= 57)) {
      while (isOfNumber(json.charCodeAt(end))) end += 1;
      const figures = end - index < SHORTEST_INEXACT ? "0" : json.slice(index, end);
      if (!isHeldByDouble(figures)) {
        marked += `${json.slice(copied, index)}{"${KEY}":"${figures}"}`;
        copied = end;
      }
    }
    index = end;
  }
  return marked + json.slice(copied);
}

/** Parses JSON like `JSON.parse`, with exact numbers. @throws {SyntaxError} as `JSON.parse`. */
export function parseExactJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return MAY_BE_INEXACT.test(text) ? (JSON.parse(markInexact(text)) as unknown) : parsed;
}

/** Writes JSON like `JSON.stringify`, with exact numbers as numbers. */
export function stringifyExactJson(value: unknown): string {
  // In a text of JSON, quotes are escaped: what is replaced stands for itself.
  return JSON.stringify(value ?? null).replace(WRITTEN, (written, figures: string) =>
    isJsonNumber(figures) ? figures : written,
  );
}

/** The order of two numbers by their values: -1, 0 or 1. */
export function compareNumbers(left: JsonNumber, right: JsonNumber): number {
  if (typeof left === "number" && typeof right === "number") {
    return left === right ? 0 : left < right ? -1 : 1;
  }
  return compareDecimals(figuresOf(left), figuresOf(right));
}
