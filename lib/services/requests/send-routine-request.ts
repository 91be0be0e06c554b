import type { RunResult } from "@/db/queries/record-runs";
import { KEPT_BODY_BYTES, type BrokenRule } from "@/lib/domain/run/run-evidence";
import { acceptedStatuses, type SuccessRule } from "@/lib/domain/run/success-rule";
import { decodeBody, toStorableText } from "@/lib/egress/body-text";
import { keepHeaders } from "@/lib/egress/kept-headers";
import { createMask, type SecretMask } from "@/lib/egress/secret-mask";
import { MAX_BODY_BYTES, sendRequest, type SendOutcome } from "@/lib/egress/send-request";
import { unpackBody } from "@/lib/egress/unpack-body";
import type { SchedulerContext } from "@/lib/services/context";
import { failWithoutResponse } from "@/lib/services/requests/fail-without-response";
import {
  takeSecrets,
  type RequestIdentity,
  type RoutineRequest,
} from "@/lib/services/requests/take-secrets";
import {
  explainBrokenRules,
  isOnlyDegraded,
  judgeResponse,
  readsBody,
} from "@/lib/services/success-rules/judge-response";

const MAX_MESSAGE_CHARACTERS = 500;
const MAX_REDIRECT_URL_LENGTH = 2_048;
const MAX_HEADER_LENGTH = 512;

/**
 * Read beyond the kept part, also where a character has three bytes, so that a secret across its end is
 * masked as a whole.
 */
const READ_ON_BYTES = 2 * KEPT_BODY_BYTES + 8_192;

const headerText = (headers: SendOutcome["headers"], name: string): string | null => {
  const value = headers?.[name];
  return value === undefined ? null : String(value);
};

const isComplete = ({ errorCode, body, bodyBytes }: SendOutcome) =>
  (errorCode === null || errorCode === "HTTP_STATUS") && body.length === bodyBytes;

/** The first `maxBytes` of the unpacked body as text; null where it cannot be unpacked. */
function readBody(
  outcome: SendOutcome,
  maxBytes: number,
): { text: string; isWhole: boolean } | null {
  const encoding = headerText(outcome.headers, "content-encoding");
  const unpacked = unpackBody(outcome.body, encoding, maxBytes);
  if (!unpacked.isReadable) return null;
  const text = decodeBody(unpacked.bytes, headerText(outcome.headers, "content-type"));
  return { text, isWhole: unpacked.isWhole && isComplete(outcome) };
}

const maskText = (mask: SecretMask, text: string, limit: number, isWhole = true) =>
  toStorableText(mask.cut(text, limit, isWhole));

/** A response's headers with secrets masked, in names as in values. */
const maskHeaders = (mask: SecretMask, headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      mask.text(name),
      maskText(mask, value, MAX_HEADER_LENGTH),
    ]),
  );

/**
 * The rules that a response breaks; none where no complete response came. Rules read the masked
 * response: what a rule says of a secret, it would say to everybody who may write rules.
 */
async function judge(
  rules: readonly SuccessRule[],
  outcome: SendOutcome,
  mask: SecretMask,
): Promise<BrokenRule[]> {
  const hasResponse = outcome.errorCode === null || outcome.errorCode === "HTTP_STATUS";
  if (!hasResponse || outcome.httpStatus === null || rules.length === 0) return [];
  const body = rules.some(readsBody)
    ? readBody(outcome, MAX_BODY_BYTES)
    : { text: "", isWhole: true };
  return judgeResponse(rules, {
    ...outcome,
    status: outcome.httpStatus,
    headers: Object.fromEntries(
      Object.entries(outcome.headers ?? {}).map(([name, value]) => [
        mask.text(name),
        typeof value === "string" ? mask.text(value) : value?.map(mask.text),
      ]),
    ),
    body: body?.isWhole === true ? { text: mask.text(body.text) } : { fault: "unreadable" },
    now: new Date(),
  });
}

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
 * Sends the request of a routine and judges the response by the routine's success rules. Never
 * rejects: a failed request is a result. Secrets are looked up each time; where one is missing or
 * may not be sent to this URL, nothing is sent. Secrets are masked in everything that is returned.
 */
export async function sendRoutineRequest(
  context: SchedulerContext,
  routine: RoutineRequest,
  identity: RequestIdentity,
  timeoutMs: number,
): Promise<RunResult> {
  const secrets = takeSecrets(context, routine, identity);
  if (secrets === null) return failWithoutResponse("SECRET_UNAVAILABLE");
  const { workspaceId } = routine;
  const { pool, resolve, ...policy } = context.egress;
  const outcome = await sendRequest(
    {
      url: routine.endpointUrl,
      method: routine.httpMethod,
      headers: routine.headersJson,
      systemHeaders: { ...identity.headers, ...secrets.headers },
      body: routine.body,
      timeoutMs,
      followRedirects: routine.followRedirects,
      carriesSecret: secrets.sensitive.length > 0,
      acceptedStatuses: acceptedStatuses(routine.successRules),
    },
    {
      ...policy,
      resolve: (hostname, lookupMs) => resolve(hostname, { workspaceId, timeoutMs: lookupMs }),
      limits: {
        keepBodyBytes: routine.successRules.some(readsBody)
          ? MAX_BODY_BYTES
          : KEPT_BODY_BYTES + READ_ON_BYTES,
      },
      ...(pool !== undefined && { reuse: { pool, workspaceId } }),
    },
  );
  const mask = createMask(secrets.sensitive);
  const broken = await judge(routine.successRules, outcome, mask);
  // Only what may come from the endpoint: of a rule that quotes a guess at a secret, a masked word would
  // confirm it.
  const errorMessage = outcome.errorMessage && mask.text(outcome.errorMessage);
  const verdict = verdictOf({ ...outcome, errorMessage }, broken);
  const keepsBody =
    outcome.body.length > 0 &&
    (routine.keepBody === "ALWAYS" || verdict.status === "FAIL" || verdict.isDegraded);
  const body = keepsBody ? readBody(outcome, KEPT_BODY_BYTES + READ_ON_BYTES) : null;
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
      response_body:
        body === null ? null : maskText(mask, body.text, KEPT_BODY_BYTES, body.isWhole),
      broken_rules: broken,
    },
  };
}
