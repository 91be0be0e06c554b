import type { RunResult } from "@/db/queries/record-runs";
import type { BrokenRule } from "@/lib/domain/run/run-evidence";
import { acceptedStatuses, successRules, type SuccessRule } from "@/lib/domain/run/success-rule";
import { SECOND_MS } from "@/lib/domain/time-units";
import { toStorableText } from "@/lib/egress/body-text";
import { keepHeaders } from "@/lib/egress/kept-headers";
import type { SecretMask } from "@/lib/egress/secrets/secret-mask";
import { MAX_BODY_BYTES, sendRequest, type SendOutcome } from "@/lib/egress/send-request";
import type { SchedulerContext } from "@/lib/services/context";
import { examineResponse } from "@/lib/services/requests/examine-response";
import { failWithoutResponse } from "@/lib/services/requests/fail-without-response";
import { maskOf, START_BYTES, type ReceivedResponse } from "@/lib/services/requests/read-response";
import {
  takeSecrets,
  type RequestIdentity,
  type RoutineRequest,
} from "@/lib/services/requests/take-secrets";
import { prepareSideThread } from "@/lib/services/side-threads/run-aside";
import {
  explainBrokenRules,
  isOnlyDegraded,
  isPattern,
  readsBody,
} from "@/lib/services/success-rules/judge-response";

const MAX_MESSAGE_CHARACTERS = 500;
const MAX_REDIRECT_URL_LENGTH = 2_048;
const MAX_HEADER_LENGTH = 512;

/**
 * A response may wait so long for a side thread, and no longer than its request might have taken, with a
 * part of the time that a lease leaves for recording.
 */
const LONGEST_WAIT_MS = 5 * SECOND_MS;
const LEAST_WAIT_MS = SECOND_MS / 2;

/**
 * The rules of a row, which may not have come through the verbs.
 * @throws {z.ZodError} where they could not have been saved.
 */
const readRules = (rules: readonly SuccessRule[]): readonly SuccessRule[] =>
  rules.length === 0 ? rules : successRules.parse(rules);

/**
 * A response as it is examined. One that isn't complete is judged by no rule; one whose status isn't
 * accepted, by those that read what came.
 */
function receivedFrom(
  outcome: SendOutcome,
  rules: readonly SuccessRule[],
  { keepBody, sensitive }: Pick<RoutineRequest, "keepBody"> & { sensitive: readonly string[] },
): ReceivedResponse {
  const { httpStatus, durationMs, headers, certificateExpiresAt, errorCode } = outcome;
  const isJudged = errorCode === null || (errorCode === "HTTP_STATUS" && httpStatus !== null);
  const readable = outcome.isBodyWhole ? rules : rules.filter((rule) => !readsBody(rule));
  return {
    rules: isJudged ? readable : [],
    head: {
      status: httpStatus ?? 0,
      durationMs,
      headers: headers ?? {},
      certificateExpiresAt,
      now: new Date(),
    },
    body: outcome.body,
    isComplete: outcome.isBodyWhole,
    judgedBytes: MAX_BODY_BYTES,
    isKept: keepBody === "ALWAYS" || errorCode !== null,
    sensitive,
  };
}

const maskText = (mask: SecretMask, text: string, limit: number) =>
  toStorableText(mask.cut(text, limit));

const maskRule = (mask: SecretMask, { rule, found, fault, at }: BrokenRule): BrokenRule => ({
  rule,
  found: found === null ? null : maskText(mask, found, found.length),
  fault,
  ...(at !== undefined && { at: maskText(mask, at, at.length) }),
});

/** A response's headers with secrets masked, in names as in values. */
const maskHeaders = (mask: SecretMask, headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      mask.text(name),
      maskText(mask, value, MAX_HEADER_LENGTH),
    ]),
  );

function verdictOf(
  outcome: SendOutcome,
  broken: readonly BrokenRule[],
): Pick<RunResult, "status" | "isDegraded" | "errorCode" | "errorMessage"> {
  const isDegraded = isOnlyDegraded(broken);
  if (outcome.errorCode !== null) {
    const others = broken.filter(({ rule }) => rule.type !== "status");
    const messages = [outcome.errorMessage, others.length > 0 ? explainBrokenRules(others) : null];
    return {
      status: "FAIL",
      isDegraded: false,
      errorCode: outcome.errorCode,
      errorMessage: messages.filter((message) => message !== null).join(" "),
    };
  }
  if (broken.length === 0 || isDegraded) {
    return { status: "SUCCESS", isDegraded, errorCode: null, errorMessage: null };
  }
  return {
    status: "FAIL",
    isDegraded: false,
    errorCode: "ASSERTION",
    errorMessage: explainBrokenRules(broken),
  };
}

/**
 * Sends the request of a routine and judges the response by the routine's success rules. A
 * failed request is a result. Secrets are looked up each time; where one is missing or
 * may not be sent to this URL, nothing is sent. Secrets are masked in everything that is returned.
 * @throws {z.ZodError} before anything is sent, where the rules of the row cannot be read.
 * @throws {SecretLookupError} before anything is sent, where the database can't be asked for a secret.
 */
export async function sendRoutineRequest(
  context: SchedulerContext,
  routine: RoutineRequest,
  identity: RequestIdentity,
  timeoutMs: number,
): Promise<RunResult> {
  const startedAtMs = performance.now();
  const secrets = await takeSecrets(context, routine, identity);
  if (secrets === null) return failWithoutResponse("SECRET_UNAVAILABLE");
  const { workspaceId } = routine;
  const rules = readRules(routine.successRules);
  const isJudgedByBody = rules.some(readsBody);
  if (rules.some(isPattern)) prepareSideThread();
  // A lease ends when the request should have: what the secrets took is not added to it.
  const requestMs = Math.max(1, timeoutMs - (performance.now() - startedAtMs));
  const { pool, resolve, ...policy } = context.egress;
  const outcome = await sendRequest(
    {
      url: routine.endpointUrl,
      method: routine.httpMethod,
      headers: routine.headersJson,
      systemHeaders: { ...identity.headers, ...secrets.headers },
      body: routine.body,
      timeoutMs: requestMs,
      followRedirects: routine.followRedirects,
      carriesSecret: secrets.sensitive.length > 0,
      acceptedStatuses: acceptedStatuses(rules),
      readsBody: isJudgedByBody,
      cutText: (...text) => maskOf(secrets.sensitive).cut(...text),
    },
    {
      ...policy,
      resolve: (hostname, lookupMs) => resolve(hostname, { workspaceId, timeoutMs: lookupMs }),
      limits: {
        keepBodyBytes: isJudgedByBody ? MAX_BODY_BYTES : START_BYTES,
      },
      ...(pool !== undefined && { reuse: { pool, workspaceId } }),
    },
  );
  const unusedMs = startedAtMs + timeoutMs - performance.now();
  const { keepBody } = routine;
  const { sensitive } = secrets;
  const read = await examineResponse(receivedFrom(outcome, rules, { keepBody, sensitive }), {
    workspaceId,
    waitMs: Math.min(LONGEST_WAIT_MS, LEAST_WAIT_MS + Math.max(0, unusedMs)),
  });
  const mask = maskOf(sensitive);
  // A value in JSON has its escapes undone, and is masked before it becomes part of a message: a cut
  // secret is only recognized at the end of a text.
  const broken = read.broken.map((rule) => maskRule(mask, rule));
  // Only what may come from the endpoint: of a rule that quotes a guess at a secret, a masked word would
  // confirm it.
  const errorMessage = outcome.errorMessage && mask.text(outcome.errorMessage);
  const verdict = verdictOf({ ...outcome, errorMessage }, broken);
  return {
    ...verdict,
    errorMessage:
      verdict.errorMessage && toStorableText(verdict.errorMessage.slice(0, MAX_MESSAGE_CHARACTERS)),
    httpStatus: outcome.httpStatus,
    durationMs: outcome.durationMs,
    retryAfterSeconds: outcome.retryAfterSeconds,
    remoteAddress: outcome.remoteAddress,
    certificateExpiresAt: outcome.certificateExpiresAt,
    responseBytes: outcome.bodyBytes,
    phases: outcome.phases,
    evidence: {
      redirects: outcome.redirects.map(({ url, status }) => ({
        url: maskText(mask, url, MAX_REDIRECT_URL_LENGTH),
        status,
      })),
      response_headers:
        outcome.headers === null ? null : maskHeaders(mask, keepHeaders(outcome.headers)),
      response_body: read.start,
      broken_rules: broken,
    },
  };
}
