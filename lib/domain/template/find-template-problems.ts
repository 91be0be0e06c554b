import type { CodedProblem } from "@/lib/domain/field-problems";
import {
  findMisplaced,
  parseRequest,
  urlPartAt,
  type ParsedText,
  type RequestTexts,
} from "@/lib/domain/template/parse-request";
import { placeholdersOf } from "@/lib/domain/template/parse-template";
import {
  ESCAPED_BRACES,
  inBraces,
  MAX_OFFSET_DAYS,
  MAX_VALUES,
  timeNames,
  valueNames,
} from "@/lib/domain/template/value-names";

const listOf = (names: readonly string[]) => names.map(inBraces).join(", ");

const FOUND_CHARACTERS = 40;

/** The setting of a request that has a text. */
function pathOf({ place, header }: ParsedText): string {
  if (place === "url") return "endpoint_url";
  return place === "body" ? "body" : `headers_json.${header}`;
}

function findProblem(parsed: ParsedText): CodedProblem | null {
  const { place, header, text, template } = parsed;
  const path = pathOf(parsed);
  const misplacedAt = findMisplaced(parsed);
  if (misplacedAt !== null) {
    const found = text.slice(misplacedAt, misplacedAt + FOUND_CHARACTERS);
    const [value = found] = /^\{\{.*?\}\}/.exec(found) ?? [];
    const params = { found: value, part: urlPartAt(text, misplacedAt), escape: "%7B%7B" };
    return { path, code: "value_outside_query", params };
  }
  const { problem } = template;
  if (problem === null) return null;
  const { code, found, nearest, at } = problem;
  const line = text.slice(0, at).split("\n").length;
  const where = { place, header: header.slice(0, 64), line };
  const common = { found, ...where, escape: ESCAPED_BRACES };
  switch (code) {
    case "value_unknown":
      return {
        path,
        code,
        params: { ...common, nearest: nearest || "none", names: listOf(valueNames) },
      };
    case "value_offset_invalid":
      return {
        path,
        code,
        params: {
          ...{ ...common, names: listOf(timeNames), max: MAX_OFFSET_DAYS },
          example: inBraces("slot_date-1d"),
        },
      };
    case "value_unclosed":
      return { path, code, params: common };
    case "values_too_many":
      return { path, code, params: { max: MAX_VALUES } };
  }
}

/** The first problem of each text of a request with its values, at the setting that has it. */
export function findTemplateProblems(texts: RequestTexts): CodedProblem[] {
  const parsed = parseRequest(texts);
  const problems = parsed.map(findProblem).filter((problem) => problem !== null);
  if (problems.length > 0) return problems;
  let values = 0;
  const overfull = parsed.find((text) => {
    values += placeholdersOf(text.template).length;
    return values > MAX_VALUES;
  });
  if (overfull === undefined) return [];
  return [{ path: pathOf(overfull), code: "values_too_many", params: { max: MAX_VALUES } }];
}
