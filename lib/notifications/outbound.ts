import type { HttpMethod } from "@/lib/domain/routine/routine-options";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { AllowList } from "@/lib/egress/address-policy";
import { decodeBody } from "@/lib/egress/body-text";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import type { ConnectionPolicy } from "@/lib/egress/open-connection";
import { firstValue } from "@/lib/egress/request-scope";
import { sendRequest } from "@/lib/egress/send-request";
import type { Authorities } from "@/lib/egress/tls/authorities";
import type { DeliveryResult } from "@/lib/notifications/alert-message";
import { sendMail, type OutboundMail } from "@/lib/notifications/outbound-mail";
import { excerptOf } from "@/lib/notifications/response-excerpt";

/** From the look-up of the host to the last byte of the response. */
const REQUEST_TIMEOUT_MS = 10 * SECOND_MS;

/** What a sender may read of a response: enough for the JSON in which services explain themselves. */
const KEPT_RESPONSE_BYTES = 4_096;

/** What an attempt needs of the instance. */
export type OutboundContext = {
  egress: {
    allow: AllowList;
    ownHosts: readonly string[];
    authorities: Authorities;
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

type MessageRequest = {
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
  request: (request: MessageRequest) => Promise<OutboundResponse>;
  /** Sends one email by the operator's mail server. It never rejects. */
  mail: (mail: OutboundMail) => Promise<DeliveryResult>;
  appUrl: string;
  vapid: OutboundContext["vapid"];
};

const explainStatus = (status: number) =>
  status >= 300 && status < 400
    ? `The response has status ${status}: it leads to another URL, which isn't followed. Use the final URL.`
    : `The response has status ${status} and no body.`;

/** Opens the way out for the messages of a workspace, through the egress guard. */
export function createOutbound(context: OutboundContext, workspaceId: string): Outbound {
  const { allow, ownHosts, authorities, resolve, pool } = context.egress;
  const policy: ConnectionPolicy = {
    allow,
    ownHosts,
    authorities,
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
      const { httpStatus: status, errorMessage } = outcome;
      const responseText = decodeBody(outcome.body, firstValue(outcome.headers?.["content-type"]));
      const explanation = status === null ? errorMessage : explainStatus(status);
      return {
        status,
        isRefused: outcome.errorCode === "FORBIDDEN_TARGET",
        retryAfterSeconds: outcome.retryAfterSeconds,
        body: responseText,
        excerpt: excerptOf(
          responseText.trim() === "" ? (explanation ?? "") : responseText,
          outcome.isBodyWhole || outcome.bodyBytes === null,
          sensitive,
        ),
      };
    },
  };
}
