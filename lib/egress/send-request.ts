import { STATUS_CODES } from "node:http";
import { errorDetails } from "@/lib/domain/run/error-details";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { KEPT_BODY_BYTES, type RedirectHop, type RunPhases } from "@/lib/domain/run/run-evidence";
import { causeOfStatus, statusAdvice } from "@/lib/domain/run/status-causes";
import { isAcceptedStatus } from "@/lib/domain/run/success-rule";
import { parseRetryAfter } from "@/lib/domain/slots/retry-policy";
import { ChainCookies } from "@/lib/egress/chain-cookies";
import { EgressError, internalError, type CutText } from "@/lib/egress/egress-error";
import {
  exchange,
  type BodyUse,
  type ExchangeOptions,
  type ReceivedHead,
  type SendLimits,
} from "@/lib/egress/exchange";
import { headerText } from "@/lib/egress/header-text";
import {
  firstHop,
  isRedirect,
  nextHop,
  resolveLocation,
  type FirstRequest,
} from "@/lib/egress/hop";
import {
  firstValue,
  RequestScope,
  type ResponseHeaders,
  type Step,
} from "@/lib/egress/request-scope";

/** The most that is read of a body, packed or not. */
export const MAX_BODY_BYTES = 1_048_576;

const DEFAULT_STATUSES: readonly string[] = ["2xx"];
const MAX_REDIRECTS = 5;
const MAX_MESSAGE_LENGTH = 500;

const defaultLimits: SendLimits = {
  maxHeaderBytes: 16_384,
  maxBodyBytes: MAX_BODY_BYTES,
  keepBodyBytes: KEPT_BODY_BYTES,
};

export type OutboundRequest = FirstRequest & {
  /** From the look-up of the host to the last byte of the last response. */
  timeoutMs: number;
  /** Default: false, a redirect is the result. */
  followRedirects?: boolean;
  /** Whether a header or the body holds a secret: then no redirect is followed. */
  carriesSecret?: boolean;
  /** The statuses that are a success, as ranges such as `204`, `2xx` or `200-299`. Default: 2xx. */
  acceptedStatuses?: readonly string[];
  /**
   * Whether the body of an accepted response is read for more than its start. Then it must come whole, in
   * time, and within the limit; otherwise reading stops at what is kept, or a second after the head.
   * Default: true.
   */
  readsBody?: boolean;
  /** Cuts texts of the endpoint for the messages of errors. Default: none of them is shown. */
  cutText?: CutText;
};

export type SendOptions = ExchangeOptions & { limits?: Partial<SendLimits> };

/**
 * The result of a request, also where it failed half-way. Anything that the endpoint said may echo
 * what was sent: headers, body, redirects and the message are to be masked before they are stored,
 * logged or shown.
 */
export type SendOutcome = {
  /** Whether the last response has an accepted status, and arrived as far as it is needed. */
  ok: boolean;
  /** The status of the last response whose head arrived. */
  httpStatus: number | null;
  /** Until the last byte that was read. */
  durationMs: number;
  errorCode: RunErrorCode | null;
  /** What happened and what to do, at most 500 characters; never a path, a query or a header value. */
  errorMessage: string | null;
  /** What the endpoint asked for with `Retry-After`, in seconds. */
  retryAfterSeconds: number | null;
  phases: RunPhases;
  /** The last address that was dialled. */
  remoteAddress: string | null;
  /** The end of the certificate of the last socket, where it spoke TLS. */
  certificateExpiresAt: Date | null;
  /** The redirects that were followed, first to last. */
  redirects: readonly RedirectHop[];
  /** The headers of the last response as text, names in lower case; null where no head arrived. */
  headers: ResponseHeaders | null;
  /** The first bytes of the last body, as they came over the wire; see `SendLimits.keepBodyBytes`. */
  body: Buffer;
  /** Bytes of the last body that came over the wire; null where no head arrived. */
  bodyBytes: number | null;
  /** Whether the last body came to its end, and `body` is all of it. */
  isBodyWhole: boolean;
};

async function followChain(
  request: OutboundRequest,
  options: SendOptions,
  limits: SendLimits,
  scope: RequestScope,
): Promise<{ response: ReceivedHead; url: URL }> {
  const accepted = request.acceptedStatuses ?? DEFAULT_STATUSES;
  const isFollowed = (response: ReceivedHead) =>
    request.followRedirects === true && isRedirect(response);
  const chooseUse = (response: ReceivedHead): BodyUse => {
    if (isFollowed(response)) return response.location === null ? "evidence" : "nothing";
    if (!isAcceptedStatus(accepted, response.status)) return "evidence";
    return request.readsBody === false ? "start" : "all";
  };
  let hop = firstHop(request, options);
  const cookies = new ChainCookies();
  for (let redirects = 0; ; redirects += 1) {
    const headers = { ...hop.headers, ...cookies.headersFor(hop.url) };
    const response = await exchange({ ...hop, headers }, options, limits, scope, chooseUse);
    if (!isFollowed(response)) {
      return { response, url: hop.url };
    }
    if (request.carriesSecret === true) {
      throw new EgressError(
        "REDIRECT",
        `The endpoint redirects, and ${errorDetails.REDIRECT.SECRET}. Use the final URL.`,
      );
    }
    if (redirects === MAX_REDIRECTS) {
      throw new EgressError(
        "REDIRECT",
        `The endpoint ${errorDetails.REDIRECT.TOO_MANY} ${MAX_REDIRECTS} times. Use the final URL.`,
      );
    }
    const next = nextHop(hop, response, options);
    cookies.store(hop.url, scope.response?.headers["set-cookie"]);
    scope.redirects.push({ url: hop.url.href, status: response.status });
    hop = next;
  }
}

function explainStatus({ status, location }: ReceivedHead, url: URL, accepted: string): string {
  if (isRedirect({ status, location })) {
    const target = resolveLocation(location, url);
    const where = target === null || target.origin === "null" ? "elsewhere" : `to ${target.origin}`;
    return `The endpoint redirected ${where} with status ${status}. ${statusAdvice.STATUS_REDIRECT}.`;
  }
  const named = [status, STATUS_CODES[status] ?? ""].join(" ").trim();
  return `The endpoint responded with ${named}, and only ${accepted} is a success. ${statusAdvice[causeOfStatus(status)]}.`;
}

function outcomeOf(
  scope: RequestScope,
  error: { code: RunErrorCode; message: string } | null,
): SendOutcome {
  const { response, peer } = scope;
  const retryAfter = firstValue(response?.headers["retry-after"]);
  const body = Buffer.concat(response?.kept ?? []);
  const phaseMs = (step: Step) => {
    const ms = scope.timeIn(step);
    return ms === null ? null : Math.round(ms);
  };
  return {
    ok: error === null,
    httpStatus: response?.status ?? null,
    durationMs: Math.round(response?.endedAtMs ?? scope.elapsedMs()),
    errorCode: error?.code ?? null,
    errorMessage: error?.message.slice(0, MAX_MESSAGE_LENGTH) ?? null,
    retryAfterSeconds: retryAfter === null ? null : parseRetryAfter(retryAfter, new Date()),
    phases: {
      dns_ms: phaseMs("looking up the host"),
      connect_ms: phaseMs("connecting"),
      tls_ms: phaseMs("negotiating TLS"),
      first_byte_ms: phaseMs("waiting for the response"),
    },
    remoteAddress: peer?.address ?? null,
    certificateExpiresAt: peer?.certificateExpiresAt ?? null,
    redirects: scope.redirects,
    headers: response === null ? null : readHeaders(response.headers),
    body,
    bodyBytes: response?.bodyBytes ?? null,
    isBodyWhole: response?.isWhole === true && body.length === response.bodyBytes,
  };
}

/** Headers as text. */
const readHeaders = (headers: ResponseHeaders): ResponseHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      headerText(name),
      typeof value === "string" ? headerText(value) : value?.map(headerText),
    ]),
  );

/**
 * Sends a request to a user's endpoint: the only function of the project that does.
 *
 * It never rejects: every error is a result. URL and headers are checked again here, every socket
 * is opened through `openConnection`, shared with nobody or with the same workspace and origin, and
 * one deadline covers everything. A status that isn't accepted decides, whatever becomes of its body. At
 * most 5 redirects are followed, each checked like a first URL, and cookies that they set go along to
 * their own origin.
 * The body is asked for uncompressed and is never unpacked, so that what is counted is what is read.
 */
export async function sendRequest(
  request: OutboundRequest,
  options: SendOptions,
): Promise<SendOutcome> {
  const limits = { ...defaultLimits, ...options.limits };
  const accepted = request.acceptedStatuses ?? DEFAULT_STATUSES;
  const scope = new RequestScope(request.timeoutMs);
  try {
    const { response, url } = await scope.run(() => followChain(request, options, limits, scope));
    if (isAcceptedStatus(accepted, response.status)) return outcomeOf(scope, null);
    const message = explainStatus(response, url, accepted.join(", "));
    return outcomeOf(scope, { code: "HTTP_STATUS", message });
  } catch (error) {
    const explained = error instanceof EgressError ? error : internalError(error);
    const message = explained.explain(request.cutText ?? (() => ""));
    return outcomeOf(scope, { code: explained.runErrorCode, message });
  }
}
