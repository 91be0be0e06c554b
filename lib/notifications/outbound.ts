import type { HttpMethod } from "@/lib/domain/routine/routine-options";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { AllowList } from "@/lib/egress/address-policy";
import { decodeBody, toStorableText } from "@/lib/egress/body-text";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import type { ConnectionPolicy } from "@/lib/egress/open-connection";
import { firstValue } from "@/lib/egress/request-scope";
import { createMask } from "@/lib/egress/secrets/secret-mask";
import { sendRequest } from "@/lib/egress/send-request";
import type { DeliveryResult } from "@/lib/notifications/alert-message";
import { sendMail, type OutboundMail } from "@/lib/notifications/outbound-mail";

/** From the look-up of the host to the last byte of the response. */
const REQUEST_TIMEOUT_MS = 10 * SECOND_MS;

/** What a sender may read of a response: enough for the JSON in which services explain themselves. */
const KEPT_RESPONSE_BYTES = 4_096;

const MAX_RESPONSE_CHARACTERS = 500;

/** The mask knows no shorter secrets; see `createMask`. */
const MIN_SENSITIVE_CHARACTERS = 8;

/** What an attempt needs of the instance. */
export type OutboundContext = {
  egress: {
    allow: AllowList;
    ownHosts: readonly string[];
    resolve: (
      hostname: string,
      lookup: { workspaceId: string; timeoutMs: number },
    ) => Promise<readonly string[]>;
    pool?: ConnectionPool;
  };
  appUrl: string;
  /** The operator's mail server; null where there is none. */
  smtp: { url: string; from: string } | null;
  /** The keys that sign pushes (RFC 8292), in Base64 for URLs; null where the instance has none. */
  vapid: () => Promise<{ publicKey: string; privateKey: string } | null>;
};

export type OutboundRequest = {
  url: string;
  /** Default: POST. */
  method?: HttpMethod;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  /** Texts that must not be kept, wherever the response repeats them. */
  sensitive?: readonly string[];
};

export type OutboundResponse = {
  /** Null where no head of a response arrived. */
  status: number | null;
  /** What was refused before anything was sent; a later attempt would be, too. */
  isRefused: boolean;
  retryAfterSeconds: number | null;
  /** The start of the body as it came, not masked: to be read, never to be kept. */
  body: string;
  /** The start of the body, or what went wrong, secrets masked. */
  excerpt: string;
};

/** The way out for messages of one workspace: the only one that senders have. */
export type Outbound = {
  /** Sends one request. It never rejects, and no redirect is followed. */
  request: (request: OutboundRequest) => Promise<OutboundResponse>;
  /** Sends one email by the operator's mail server. It never rejects. */
  mail: (mail: OutboundMail) => Promise<DeliveryResult>;
  appUrl: string;
  vapid: OutboundContext["vapid"];
};

/** What is secret about a URL: all of it, and each part of its path and query that is long enough. */
export function sensitiveParts(text: string): string[] {
  const url = URL.parse(text);
  if (url === null) return [text];
  return [
    url.href,
    `${url.pathname}${url.search}`,
    ...url.pathname.split("/"),
    ...url.searchParams.values(),
  ].filter((part) => part.length >= MIN_SENSITIVE_CHARACTERS);
}

function excerptOf(body: string, fallback: string, sensitive: readonly string[]): string {
  const mask = createMask(sensitive.filter(({ length }) => length >= MIN_SENSITIVE_CHARACTERS));
  const text = body.trim() === "" ? fallback : body.trim();
  return mask.cut(toStorableText(text), MAX_RESPONSE_CHARACTERS, false);
}

/** Opens the way out for the messages of a workspace, through the egress guard. */
export function createOutbound(context: OutboundContext, workspaceId: string): Outbound {
  const { allow, ownHosts, resolve, pool } = context.egress;
  const policy: ConnectionPolicy = {
    allow,
    ownHosts,
    resolve: (hostname, timeoutMs) => resolve(hostname, { workspaceId, timeoutMs }),
  };
  return {
    appUrl: context.appUrl,
    vapid: context.vapid,
    mail: (mail) => sendMail(mail, context, policy),
    request: async ({ url, method = "POST", headers, body, sensitive = [] }) => {
      const outcome = await sendRequest(
        { url, method, headers: {}, systemHeaders: headers, body, timeoutMs: REQUEST_TIMEOUT_MS },
        {
          ...policy,
          ...(pool && { reuse: { pool, workspaceId } }),
          limits: { keepBodyBytes: KEPT_RESPONSE_BYTES },
        },
      );
      const contentType = firstValue(outcome.headers?.["content-type"]);
      const text = decodeBody(outcome.body, contentType);
      return {
        status: outcome.httpStatus,
        isRefused: outcome.errorCode === "FORBIDDEN_TARGET",
        retryAfterSeconds: outcome.retryAfterSeconds,
        body: text,
        excerpt: excerptOf(
          text,
          outcome.httpStatus === null
            ? (outcome.errorMessage ?? "")
            : `The response has status ${outcome.httpStatus} and no body.`,
          sensitive,
        ),
      };
    },
  };
}
