import { findNearestName } from "@/lib/domain/template/nearest-name";
import {
  inBraces,
  isValueName,
  MAX_OFFSET_DAYS,
  MAX_VALUES,
  takesDays,
  type ValueName,
} from "@/lib/domain/template/value-names";

/**
 * The grammar of text with values: `{{name}}`, `{{name-1d}}` and `{{name+2d}}`, with blanks allowed between
 * the parts. `{{{{` is two braces as text. Of three braces the first is text. A `{{` that is none of these
 * is a problem, so that a mistyped name is not sent as it stands.
 */

/** A value within a text. */
export type Placeholder = {
  name: ValueName;
  offsetDays: number;
  /** Its place in the text, in UTF-16 code units. */
  at: number;
};

type TemplateProblem = {
  code: "value_unknown" | "value_offset_invalid" | "value_unclosed" | "values_too_many";
  /** What is wrong, as it stands, cut after some characters. */
  found: string;
  /** The value that was probably meant, in braces; empty where none comes near. */
  nearest: string;
  at: number;
};

export type Template = {
  /** Text as it is sent, and values between, in their order. */
  pieces: readonly (string | Placeholder)[];
  /** The first problem; the pieces end there. */
  problem: TemplateProblem | null;
};

const FOUND_CHARACTERS = 40;

const VALUE = /^[ \t]*([a-z_]+)[ \t]*(?:([+-])[ \t]*(\d{1,5})d)?[ \t]*$/;
/** A known name, and something behind it that could be meant as an offset. */
const WITH_OFFSET = /^[ \t]*([a-z_]+)(?:[ \t]*[-+−–][-+−– \t]*(?:\d|$)|[ \t]+\d)/;

/** The value within a pair of braces, or what is wrong with it. */
function readValue(inner: string, at: number): Placeholder | TemplateProblem {
  const [, name = "", sign, days] = VALUE.exec(inner) ?? [];
  if (isValueName(name)) {
    const offsetDays = days === undefined ? 0 : Number(days) * (sign === "-" ? -1 : 1);
    const isAllowed = days === undefined || takesDays(name);
    if (isAllowed && Math.abs(offsetDays) <= MAX_OFFSET_DAYS) return { name, offsetDays, at };
  }
  const found = inBraces(
    inner.length > FOUND_CHARACTERS ? `${inner.slice(0, FOUND_CHARACTERS)}…` : inner,
  );
  const [, named = name] = WITH_OFFSET.exec(inner) ?? [];
  return isValueName(named)
    ? { code: "value_offset_invalid", found, nearest: "", at }
    : { code: "value_unknown", found, nearest: findNearestName(inner), at };
}

/** Reads text with values, in time that is linear in its length. */
export function parseTemplate(text: string): Template {
  const pieces: (string | Placeholder)[] = [];
  let values = 0;
  let from = 0;
  const problemAt = (problem: TemplateProblem): Template => ({ pieces, problem });
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) {
      if (from < text.length) pieces.push(text.slice(from));
      return { pieces, problem: null };
    }
    if (text.startsWith("{{{{", open)) {
      pieces.push(`${text.slice(from, open)}{{`);
      from = open + 4;
      continue;
    }
    const at = text[open + 2] === "{" ? open + 1 : open;
    if (from < at) pieces.push(text.slice(from, at));
    const close = text.indexOf("}}", at + 2);
    const nested = text.indexOf("{{", at + 2);
    if (close < 0 || (nested >= 0 && nested < close)) {
      const found = text.slice(at, at + FOUND_CHARACTERS).split("\n", 1)[0] ?? "";
      return problemAt({ code: "value_unclosed", found, nearest: "", at });
    }
    const value = readValue(text.slice(at + 2, close), at);
    if ("code" in value) return problemAt(value);
    values += 1;
    if (values > MAX_VALUES) {
      return problemAt({ code: "values_too_many", found: inBraces(value.name), nearest: "", at });
    }
    pieces.push(value);
    from = close + 2;
  }
}

export const placeholdersOf = ({ pieces }: Template): Placeholder[] =>
  pieces.filter((piece) => typeof piece !== "string");

/** A text whose values are written without blanks: where a URL may have none. */
export const withoutBlanks = (text: string) =>
  text.replace(/\{\{[ \t]*[a-z_]+[ \t]*(?:[+-][ \t]*\d+d[ \t]*)?\}\}/g, (value) =>
    value.replace(/[ \t]/g, ""),
  );
