import type { BrokenRule, RuleFault } from "@/lib/domain/run/run-evidence";
import {
  isAcceptedStatus,
  type JsonScalar,
  type RuleOf,
  type RuleType,
  type SuccessRule,
} from "@/lib/domain/run/success-rule";
import {
  needsValue,
  type BodyOperator,
  type JsonOperator,
} from "@/lib/domain/run/success-rule-options";
import { DAY_MS } from "@/lib/domain/time-units";
import { containsText } from "@/lib/services/success-rules/contains-text";
import { findJsonValue, parsePath } from "@/lib/services/success-rules/find-json-value";
import { matchPattern } from "@/lib/services/success-rules/match-pattern";
import { previewJson } from "@/lib/services/success-rules/preview-json";

const MAX_FOUND_CHARACTERS = 200;
const MAX_EXPLANATION_CHARACTERS = 500;
const MAX_QUOTED_CHARACTERS = 80;

/** The time that the body of a response may take: unpacking, JSON and all patterns together. */
export const JUDGING_MS = 250;

/** Why no rule can be judged that reads the body. */
export type BodyFault = Extract<
  RuleFault,
  "unreadable" | "cut_short" | "too_large" | "unknown_coding" | "too_costly"
>;

/** A whole response, as rules read it. */
export type EndpointResponse = {
  status: number;
  durationMs: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** With its coding undone; the empty text where there is none. */
  body: { text: string } | { fault: BodyFault };
  certificateExpiresAt: Date | null;
  now: Date;
};

/** What breaks a rule; null where it holds. */
type Verdict = { found: string | null; fault: RuleFault | null } | null;

const brokenBy = (found: string): Verdict => ({ found, fault: null });
const faultOf = (fault: RuleFault): Verdict => ({ found: null, fault });

/** A body that is parsed at most once, and whose rules share one deadline. */
class BodyText {
  readonly #text: string;
  readonly #deadlineMs: number;
  #patternsLeft: number;
  #document: { value: unknown } | "not_json" | null = null;

  constructor(text: string, patterns: number, deadlineMs: number) {
    this.#text = text;
    this.#patternsLeft = patterns;
    this.#deadlineMs = deadlineMs;
  }

  get #leftMs(): number {
    return this.#deadlineMs - performance.now();
  }

  get isTooCostly(): boolean {
    return this.#leftMs <= 0;
  }

  contains(text: string): boolean {
    return containsText(this.#text, text);
  }

  /** A pattern gets an equal part of the time that is left for those that follow it. */
  matches(pattern: string): ReturnType<typeof matchPattern> {
    const partMs = this.#leftMs / Math.max(1, this.#patternsLeft);
    this.#patternsLeft -= 1;
    return matchPattern(pattern, this.#text, partMs);
  }

  parse(): { value: unknown } | "not_json" {
    this.#document ??= parseJson(this.#text);
    return this.#document;
  }
}

function parseJson(text: string): { value: unknown } | "not_json" {
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, "")) };
  } catch {
    return "not_json";
  }
}

function judgeBody({ operator, value }: RuleOf<"body">, body: BodyText): Verdict {
  if (operator === "matches") {
    const result = body.matches(value);
    if (typeof result === "string") return faultOf(result);
    return result ? null : { found: null, fault: null };
  }
  const holds = body.contains(value) === (operator === "contains");
  return holds ? null : { found: null, fault: null };
}

/** Judges a value that is there. */
function isAsExpected({ operator, value: expected }: RuleOf<"json">, value: unknown): boolean {
  switch (operator) {
    case "exists":
      return true;
    case "not_exists":
      return false;
    case "equals":
      return value === expected;
    case "not_equals":
      return value !== expected;
    case "greater_than":
      return typeof value === "number" && typeof expected === "number" && value > expected;
    case "less_than":
      return typeof value === "number" && typeof expected === "number" && value < expected;
  }
}

function judgeJson(rule: RuleOf<"json">, body: BodyText): Verdict {
  const document = body.parse();
  if (document === "not_json") return faultOf(document);
  const path = parsePath(rule.path);
  const result = path === null ? { found: false as const } : findJsonValue(path, document.value);
  if (!result.found) return rule.operator === "not_exists" ? null : faultOf("missing");
  return isAsExpected(rule, result.value)
    ? null
    : brokenBy(previewJson(result.value, MAX_FOUND_CHARACTERS));
}

function judgeText(body: BodyText | BodyFault, judge: (body: BodyText) => Verdict): Verdict {
  if (typeof body === "string") return faultOf(body);
  return body.isTooCostly ? faultOf("too_costly") : judge(body);
}

function judgeHeader({ name, value }: RuleOf<"header">, { headers }: EndpointResponse): Verdict {
  const key = name.toLowerCase();
  const header = Object.hasOwn(headers, key) ? headers[key] : undefined;
  const values = (typeof header === "string" ? [header] : (header ?? [])).map((text) =>
    text.trim(),
  );
  if (values.length === 0) return faultOf("missing");
  return values.includes(value.trim()) ? null : brokenBy(values.join(", "));
}

function judgeCertificate(
  { min_days }: RuleOf<"certificate">,
  { certificateExpiresAt, now }: EndpointResponse,
): Verdict {
  const expiresAt = certificateExpiresAt?.getTime() ?? NaN;
  if (certificateExpiresAt === null || Number.isNaN(expiresAt)) return faultOf("no_certificate");
  return expiresAt >= now.getTime() + min_days * DAY_MS
    ? null
    : brokenBy(certificateExpiresAt.toISOString().slice(0, 10));
}

const shorten = (text: string, end = "…") =>
  text.length > MAX_QUOTED_CHARACTERS
    ? `${text.slice(0, MAX_QUOTED_CHARACTERS - end.length)}${end}`
    : text;

const quote = (value: JsonScalar) => shorten(JSON.stringify(value), '…"');

const bodyExpectations: Record<BodyOperator, { verb: string; broken: string }> = {
  contains: { verb: "should contain", broken: "does not contain" },
  not_contains: { verb: "should not contain", broken: "contains" },
  matches: { verb: "should match", broken: "does not match" },
};

const jsonExpectations: Record<JsonOperator, string> = {
  exists: "should exist",
  not_exists: "should not exist",
  equals: "should equal",
  not_equals: "should not equal",
  greater_than: "should be greater than",
  less_than: "should be less than",
};

/** What keeps every rule from being judged that reads the body. */
const bodyFaults: Partial<Record<RuleFault, string>> = {
  unreadable: "The body cannot be unpacked as a whole",
  cut_short: "The compressed body is cut short and cannot be unpacked as a whole",
  too_large: "The body unpacks to more than is read of it",
  unknown_coding: "The body has a Content-Encoding that cannot be unpacked",
  too_costly: "The body takes too much time or memory to judge",
  not_json: "The body is not JSON",
};

function explainBody({ operator, value }: RuleOf<"body">, fault: RuleFault | null): string {
  const { verb, broken } = bodyExpectations[operator];
  const pattern = quote(value);
  if (fault === "pattern_too_slow") {
    return `Matching the body with ${pattern} takes too long. Simplify the pattern.`;
  }
  if (fault === "pattern_unusable") {
    return `The pattern ${pattern} is invalid or too large. Edit the rule.`;
  }
  const reason = fault === null ? undefined : bodyFaults[fault];
  return reason === undefined
    ? `The body ${broken} ${pattern}.`
    : `${reason}, and ${verb} ${pattern}.`;
}

function explainJson(rule: RuleOf<"json">, { found, fault }: BrokenRule): string {
  const { operator, path, value } = rule;
  const subject = path === "" ? "the document" : path;
  const expectation = needsValue(operator)
    ? `${jsonExpectations[operator]} ${quote(value ?? null)}`
    : jsonExpectations[operator];
  const reason = fault === null ? undefined : bodyFaults[fault];
  if (reason !== undefined) return `${reason}, and ${subject} ${expectation}.`;
  const state = found === null ? "is missing" : `is ${shorten(found)}`;
  return `${path === "" ? "The document" : path} ${state} and ${expectation}.`;
}

type Judgement<Type extends RuleType> = {
  /** The body has to be read, and unpacked, for rules of this type. */
  readsBody: boolean;
  judge: (rule: RuleOf<Type>, response: EndpointResponse, body: BodyText | BodyFault) => Verdict;
  /** An English sentence with what was found. */
  explain: (rule: RuleOf<Type>, broken: BrokenRule) => string;
};

const judgements: { [Type in RuleType]: Judgement<Type> } = {
  status: {
    readsBody: false,
    judge: ({ accept }, { status }) =>
      isAcceptedStatus(accept, status) ? null : brokenBy(String(status)),
    explain: ({ accept }, { found }) =>
      `The status is ${found ?? "unknown"} and should be ${accept.join(" or ")}.`,
  },
  duration: {
    readsBody: false,
    judge: ({ max_ms }, { durationMs }) =>
      durationMs <= max_ms ? null : brokenBy(String(durationMs)),
    explain: ({ max_ms }, { found }) => `It took ${found ?? "unknown"} ms, more than ${max_ms} ms.`,
  },
  body: {
    readsBody: true,
    judge: (rule, _response, body) => judgeText(body, (text) => judgeBody(rule, text)),
    explain: (rule, { fault }) => explainBody(rule, fault),
  },
  json: {
    readsBody: true,
    judge: (rule, _response, body) => judgeText(body, (text) => judgeJson(rule, text)),
    explain: explainJson,
  },
  header: {
    readsBody: false,
    judge: judgeHeader,
    explain: ({ name, value }, { found }) =>
      found === null
        ? `The header ${name} is missing and should equal ${quote(value)}.`
        : `The header ${name} is ${quote(found)} and should equal ${quote(value)}.`,
  },
  certificate: {
    readsBody: false,
    judge: judgeCertificate,
    explain: ({ min_days }, { found }) =>
      found === null
        ? `There is no certificate, and it should be valid for at least ${min_days} days.`
        : `The certificate expires on ${found}, in less than ${min_days} days.`,
  },
};

/** The judgement of a rule's type. */
const judgementOf = <Type extends RuleType>(rule: RuleOf<Type>): Judgement<Type> =>
  judgements[rule.type];

const toFound = (text: string) =>
  text.slice(0, MAX_FOUND_CHARACTERS).toWellFormed().replaceAll("\0", "\ufffd");

/** True for rules that need the body of a response. */
export const readsBody = (rule: SuccessRule) => judgementOf(rule).readsBody;

/** True for rules whose time is not bounded by the length of what they read. */
export const isPattern = (rule: SuccessRule): rule is RuleOf<"body"> =>
  rule.type === "body" && rule.operator === "matches";

/**
 * Every rule that a response breaks, in the order of the rules. `found` is text that can be stored, of
 * at most 200 characters: a status, milliseconds, a header's values, JSON, or a date in UTC. The
 * status is judged only by a rule that says so. No rule that reads the body is begun after `deadlineMs`
 * of the monotonic clock, and patterns are interrupted there; the time of the others grows with the
 * length of the body.
 */
export function judgeResponse(
  rules: readonly SuccessRule[],
  response: EndpointResponse,
  deadlineMs = performance.now() + JUDGING_MS,
): BrokenRule[] {
  const body =
    "text" in response.body
      ? new BodyText(response.body.text, rules.filter(isPattern).length, deadlineMs)
      : response.body.fault;
  return rules.flatMap((rule) => {
    const verdict = judgementOf(rule).judge(rule, response, body);
    if (verdict === null) return [];
    return [{ rule, ...verdict, found: verdict.found === null ? null : toFound(verdict.found) }];
  });
}

/** True where a response is only too slow, by rules under which that does not fail it. */
export function isOnlyDegraded(broken: readonly BrokenRule[]): boolean {
  return (
    broken.length > 0 &&
    broken.every(({ rule }) => rule.type === "duration" && rule.otherwise === "DEGRADED")
  );
}

const omitted = (count: number) => (count === 0 ? "" : `(${count} more)`);

/**
 * An English sentence for each broken rule, with what was found, of at most 500 characters together.
 * Sentences that do not fit are counted at the end.
 */
export function explainBrokenRules(broken: readonly BrokenRule[]): string {
  const sentences = broken.map((item) => judgementOf(item.rule).explain(item.rule, item));
  const withFirst = (count: number) =>
    [...sentences.slice(0, count), omitted(sentences.length - count)].join(" ").trim();
  let count = sentences.length;
  while (count > 1 && withFirst(count).length > MAX_EXPLANATION_CHARACTERS) count -= 1;
  return withFirst(count)
    .slice(0, MAX_EXPLANATION_CHARACTERS)
    .toWellFormed()
    .replaceAll("\0", "\ufffd");
}
