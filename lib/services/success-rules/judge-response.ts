import type { BrokenRule, RuleFault } from "@/lib/domain/run/run-evidence";
import {
  isAcceptedStatus,
  type RuleOf,
  type RuleType,
  type SuccessRule,
} from "@/lib/domain/run/success-rule";
import { DAY_MS } from "@/lib/domain/time-units";
import { explainJson, judgeJson } from "@/lib/services/success-rules/judge-json";
import {
  explainBody,
  explainHeader,
  judgeBody,
  judgeHeader,
} from "@/lib/services/success-rules/judge-text";
import { JudgedBody } from "@/lib/services/success-rules/judged-body";
import { JudgingTime } from "@/lib/services/success-rules/judging-time";
import { patternOf } from "@/lib/services/success-rules/patterns";
import { brokenBy, faultOf, type Verdict } from "@/lib/services/success-rules/verdict";

const MAX_FOUND_CHARACTERS = 200;
const MAX_EXPLANATION_CHARACTERS = 500;

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

type Body = JudgedBody | BodyFault;

function judgeText(body: Body, time: JudgingTime, judge: (body: JudgedBody) => Verdict): Verdict {
  if (typeof body === "string") return faultOf(body);
  return time.isOver ? faultOf("too_costly") : judge(body);
}

function headerOf({ headers }: EndpointResponse, name: string) {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
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

type Judgement<Type extends RuleType> = {
  /** The body has to be read, and unpacked, for rules of this type. */
  readsBody: boolean;
  judge: (rule: RuleOf<Type>, response: EndpointResponse, body: Body, time: JudgingTime) => Verdict;
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
    judge: (rule, _response, body, time) =>
      judgeText(body, time, (text) => judgeBody(rule, text, time)),
    explain: explainBody,
  },
  json: {
    readsBody: true,
    judge: (rule, _response, body, time) =>
      judgeText(body, time, (text) => judgeJson(rule, text, time)),
    explain: explainJson,
  },
  header: {
    readsBody: false,
    judge: (rule, response, _body, time) => judgeHeader(rule, headerOf(response, rule.name), time),
    explain: explainHeader,
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
export const isPattern = (rule: SuccessRule) => patternOf(rule) !== null;

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
  const time = new JudgingTime(deadlineMs, rules.filter(isPattern).length);
  const body = "text" in response.body ? new JudgedBody(response.body.text) : response.body.fault;
  return rules.flatMap((rule) => {
    const verdict = judgementOf(rule).judge(rule, response, body, time);
    if (verdict === null) return [];
    const { found, at } = verdict;
    return [
      {
        rule,
        ...verdict,
        found: found === null ? null : toFound(found),
        ...(at !== undefined && { at: toFound(at) }),
      },
    ];
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
