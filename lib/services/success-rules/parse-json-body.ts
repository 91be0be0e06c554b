import { parseExactJson } from "@/lib/domain/json/exact-json";
import type { RuleFault } from "@/lib/domain/run/run-evidence";

/** Why a body is no JSON text. */
export type JsonFault = Extract<
  RuleFault,
  "not_json" | "empty_body" | "several_json" | "not_a_number"
>;

/** What some languages write for values that JSON has no number for. */
const NO_NUMBER = /(?<![\w.])[+-]?\b(?:NaN|Infinity|nan|inf)\b/g;

/** How V8 says where a JSON text ends that another text follows. */
const END = /after JSON at position (\d+)/;

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON texts one after another, as in NDJSON. */
function isSeveral(text: string, error: unknown): boolean {
  const [found, end] = END.exec(String(error)) ?? [];
  return found !== undefined && /^[[{"\d-]|^(?:true|false|null)\b/.test(text.slice(Number(end)));
}

/** The index after a text in quotes that begins at `start`. */
function endOfQuoted(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

/** A text with an empty text in place of each one in quotes. */
function withoutQuoted(text: string): string {
  const parts: string[] = [];
  let index = 0;
  for (let quote = text.indexOf('"'); quote !== -1; quote = text.indexOf('"', index)) {
    parts.push(text.slice(index, quote));
    index = endOfQuoted(text, quote);
  }
  return [...parts, text.slice(index)].join('""');
}

function faultOf(text: string, error: unknown): JsonFault {
  if (text.trim() === "") return "empty_body";
  if (isSeveral(text, error)) return "several_json";
  const bare = withoutQuoted(text);
  const numbered = bare.replace(NO_NUMBER, "0");
  return numbered !== bare && isJson(numbered) ? "not_a_number" : "not_json";
}

/** The value of a body with its numbers as they were written, or why there is none. */
export function parseJsonBody(body: string): { value: unknown } | JsonFault {
  const text = body.replace(/^\ufeff/, "");
  try {
    return { value: parseExactJson(text) };
  } catch (error) {
    return faultOf(text, error);
  }
}
