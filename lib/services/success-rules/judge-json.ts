import {
  compareNumbers,
  figuresOf,
  isExactNumber,
  isNumberValue,
} from "@/lib/domain/json/exact-json";
import { readLength, readRange } from "@/lib/domain/run/rule-operands";
import type { BrokenRule, RuleFault } from "@/lib/domain/run/run-evidence";
import type { JsonOperand, RuleOf } from "@/lib/domain/run/success-rule";
import { mayLeadToMany, operandOf, type JsonOperator } from "@/lib/domain/run/success-rule-options";
import { isOfOtherKind, kindOfJson, type ValueKind } from "@/lib/domain/run/value-kind";
import { explainBodyFault } from "@/lib/services/success-rules/body-faults";
import { containsText } from "@/lib/services/success-rules/contains-text";
import {
  findJsonNodes,
  hasWildcard,
  parsePath,
  writePlace,
  type JsonNode,
} from "@/lib/services/success-rules/find-json-value";
import type { JudgedBody } from "@/lib/services/success-rules/judged-body";
import type { JudgingTime } from "@/lib/services/success-rules/judging-time";
import { patternOf } from "@/lib/services/success-rules/patterns";
import { previewJson } from "@/lib/services/success-rules/preview-json";
import { explainPatternFault, quote, shorten } from "@/lib/services/success-rules/quote";
import { brokenBy, faultOf, type Verdict } from "@/lib/services/success-rules/verdict";

const MAX_FOUND_CHARACTERS = 200;

/** True for the same number, whatever its figures look like, and for the same text, boolean or null. */
const isSame = (value: unknown, expected: JsonOperand | undefined) =>
  isNumberValue(value) && isNumberValue(expected)
    ? compareNumbers(value, expected) === 0
    : value === expected;

/** The order of two numbers; NaN where one is none, which is neither less nor more. */
const compare = (value: unknown, expected: unknown) =>
  isNumberValue(value) && isNumberValue(expected) ? compareNumbers(value, expected) : NaN;

function isBetween(value: unknown, operand: JsonOperand | undefined): boolean {
  const range = readRange(operand);
  if (range === null) return false;
  const [from, to] = range;
  return compare(value, from) >= 0 && compare(value, to) <= 0;
}

/** Whether a text has a part, or a list an element; null for what has neither. */
function contains(value: unknown, sought: JsonOperand | undefined): boolean | null {
  if (Array.isArray(value)) return value.some((element) => isSame(element, sought));
  if (typeof value !== "string") return null;
  return typeof sought === "string" && containsText(value, sought);
}

/** A character of two code units. */
const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The characters of a text, the elements of a list or the members of an object; null for no length. */
function lengthOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return value.length - (value.match(PAIR)?.length ?? 0);
  const isObject = typeof value === "object" && value !== null && !isExactNumber(value);
  return isObject ? Object.keys(value).length : null;
}

function hasLength(value: unknown, operand: JsonOperand | undefined): boolean {
  const bounds = readLength(operand);
  const length = lengthOf(value) ?? NaN;
  return bounds !== null && length >= bounds.least && length <= bounds.most;
}

/** Judges a value that is there. Patterns are judged elsewhere. */
function isAsExpected({ operator, value: expected }: RuleOf<"json">, value: unknown): boolean {
  switch (operator) {
    case "exists":
      return true;
    case "not_exists":
    case "matches":
      return false;
    case "equals":
      return isSame(value, expected);
    case "not_equals":
      return !isSame(value, expected);
    case "one_of":
      return Array.isArray(expected) && expected.some((one) => isSame(value, one));
    case "contains":
      return contains(value, expected) === true;
    case "not_contains":
      return contains(value, expected) === false;
    case "greater_than":
      return compare(value, expected) > 0;
    case "less_than":
      return compare(value, expected) < 0;
    case "between":
      return isBetween(value, expected);
    case "length":
      return hasLength(value, expected);
  }
}

/** The text that a pattern is looked for in: a text, or the figures of a number. */
function matchedText(node: JsonNode): string | null {
  if (!node.found) return null;
  if (typeof node.value === "string") return node.value;
  return isNumberValue(node.value) ? figuresOf(node.value) : null;
}

/** Whether each node is as expected, or why that can't be said. */
function judgeNodes(
  rule: RuleOf<"json">,
  nodes: readonly JsonNode[],
  time: JudgingTime,
): boolean[] | RuleFault {
  const pattern = patternOf(rule);
  if (pattern === null) {
    return nodes.map((node) =>
      node.found ? isAsExpected(rule, node.value) : rule.operator === "not_exists",
    );
  }
  const texts = nodes.map(matchedText);
  const found = time.matches(
    pattern,
    texts.map((text) => text ?? ""),
  );
  return typeof found === "string" ? found : found.map((is, index) => is && texts[index] !== null);
}

/** What a node has that a rule didn't expect. */
function brokenByNode({ operator }: RuleOf<"json">, node: JsonNode): Verdict {
  if (!node.found) return faultOf("missing");
  if (operator !== "length") return brokenBy(previewJson(node.value, MAX_FOUND_CHARACTERS));
  const length = lengthOf(node.value);
  return length === null ? faultOf("no_length") : brokenBy(String(length));
}

/** All of a list must hold, and there must be something in it, unless nothing should be there. */
function judgeAll(
  rule: RuleOf<"json">,
  nodes: readonly JsonNode[],
  holds: readonly boolean[],
): Verdict {
  const broken = nodes[holds.indexOf(false)];
  if (broken === undefined) {
    return nodes.length > 0 || rule.operator === "not_exists" ? null : faultOf("empty_list");
  }
  const verdict = brokenByNode(rule, broken);
  return verdict && { ...verdict, at: writePlace(broken.place) };
}

/** One of a list must hold. Elements without such a value are passed over. */
function judgeAny(
  rule: RuleOf<"json">,
  nodes: readonly JsonNode[],
  holds: readonly boolean[],
): Verdict {
  if (holds.includes(true)) return null;
  if (nodes.length === 0) return faultOf("empty_list");
  const values = nodes.flatMap((node) => (node.found ? [node.value] : []));
  if (values.length === 0) return faultOf("missing");
  const shown = rule.operator === "length" ? values.map(lengthOf) : values;
  return brokenBy(previewJson(shown, MAX_FOUND_CHARACTERS));
}

/** Judges the values at a path of a body in JSON. */
export function judgeJson(rule: RuleOf<"json">, body: JudgedBody, time: JudgingTime): Verdict {
  const document = body.parse();
  if (typeof document === "string") return faultOf(document);
  const path = parsePath(rule.path);
  const nodes = path === null ? [] : findJsonNodes(path, document.value);
  const holds = judgeNodes(rule, nodes, time);
  if (typeof holds === "string") return faultOf(holds);
  if (path !== null && hasWildcard(path)) {
    return (rule.quantifier === "any" ? judgeAny : judgeAll)(rule, nodes, holds);
  }
  const [node] = nodes;
  if (node === undefined) return rule.operator === "not_exists" ? null : faultOf("missing");
  return holds[0] === true ? null : brokenByNode(rule, node);
}

const expectations: Record<JsonOperator, string> = {
  exists: "should exist",
  not_exists: "should not exist",
  equals: "should equal",
  not_equals: "should not equal",
  one_of: "should be one of",
  contains: "should contain",
  not_contains: "should not contain",
  matches: "should match",
  greater_than: "should be greater than",
  less_than: "should be less than",
  between: "should be between",
  length: "should have a length",
};

function expectLength(value: JsonOperand | undefined): string {
  const { least = 0, most = 0 } = readLength(value) ?? {};
  if (least === most) return `of ${least}`;
  if (most === Infinity) return `of at least ${least}`;
  return least === 0 ? `of at most ${most}` : `between ${least} and ${most}`;
}

const withKind = (kind: ValueKind | null, json: string) =>
  kind === null ? json : `the ${kind} ${json}`;

/** What a rule expects; with its kind, where a value of another kind was found. */
function expectationOf({ operator, value }: RuleOf<"json">, showsKind: boolean): string {
  const verb = expectations[operator];
  switch (operandOf(operator)) {
    case "nothing":
      return verb;
    case "length":
      return `${verb} ${expectLength(value)}`;
    case "range":
      return `${verb} ${(readRange(value) ?? []).map(quote).join(" and ")}`;
    case "list":
      return `${verb} ${[value].flat().map(quote).join(", ")}`;
    case "scalar":
    case "number":
    case "pattern": {
      const json = quote(value ?? null);
      return `${verb} ${withKind(showsKind ? kindOfJson(json) : null, json)}`;
    }
  }
}

/** What the value at a path is, or that there is none; null for a fault of another part. */
function stateOf(rule: RuleOf<"json">, { found, fault }: BrokenRule): string {
  if (fault === "empty_list") return "is an empty list";
  if (fault === "no_length") return "has no length";
  if (found === null) return "is missing";
  const shown = withKind(isOfOtherKind(rule, found) ? kindOfJson(found) : null, shorten(found));
  return rule.operator === "length" ? `has the length ${shown}` : `is ${shown}`;
}

/** An English sentence about a broken rule for a JSON value, with what was found. */
export function explainJson(rule: RuleOf<"json">, broken: BrokenRule): string {
  const { path, quantifier, value } = rule;
  const { found, fault, at } = broken;
  const hasKind = found !== null && isOfOtherKind(rule, found);
  const isOfMany = at === undefined && mayLeadToMany(path);
  const each = isOfMany ? (quantifier === "any" ? "one value of " : "each value of ") : "";
  const subject = at ?? (path === "" ? "the document" : path);
  const expectation = expectationOf(rule, hasKind);
  const reason =
    explainPatternFault(fault, subject, value) ??
    explainBodyFault(fault, `and ${each}${subject} ${expectation}`);
  if (reason !== null) return reason;
  const start = subject === "the document" ? "The document" : subject;
  return isOfMany
    ? `${start} ${stateOf(rule, broken)}, and ${each}it ${expectation}.`
    : `${start} ${stateOf(rule, broken)} and ${expectation}.`;
}
