import { createHash } from "node:crypto";
import type net from "node:net";
import { isLoopbackName, parseHostName } from "@/lib/domain/host-name";
import { SECOND_MS } from "@/lib/domain/time-units";
import { EgressError } from "@/lib/egress/egress-error";
import { withMailServer } from "@/lib/egress/mail-server";
import type { ConnectionPolicy } from "@/lib/egress/open-connection";
import { trustOf } from "@/lib/egress/tls/authorities";
import type { DeliveryResult } from "@/lib/notifications/alert-message";
import { refusedAttempt } from "@/lib/notifications/refused-attempt";
import { excerptOf } from "@/lib/notifications/response-excerpt";

/** From the look-up of the mail server to the end of its last reply. */
const MAIL_TIMEOUT_MS = 20 * SECOND_MS;

export type OutboundMail = {
  /** Of the message: every attempt has the same, so that receivers see one mail. */
  id: string;
  /** Mails of one group are one thread. */
  groupKey: string;
  to: readonly string[];
  subject: string;
  html: string;
  text: string;
  language: string;
};

type MailSettings = { appUrl: string; smtp: { url: string; from: string } | null };

/** The reply to a recipient that was refused, or to the whole mail. */
type SmtpError = Error & {
  code?: string;
  responseCode?: number;
  response?: string;
  recipient?: string;
  rejectedErrors?: SmtpError[];
};

const defaultPorts: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };

const isSmtpError = (error: unknown): error is SmtpError => error instanceof Error;

/** Errors at which the mail itself or its recipients were judged. */
const JUDGEMENT_CODES: readonly string[] = ["EENVELOPE", "EMESSAGE"];

/**
 * A 5xx to the mail or to its recipients would be repeated; one to the sign-in or the greeting is the
 * operator's to put right, and the mail waits for that.
 */
function isFinal({ code = "", responseCode = 0, rejectedErrors = [] }: SmtpError): boolean {
  if (rejectedErrors.length > 0) return rejectedErrors.every(isFinal);
  return JUDGEMENT_CODES.includes(code) && responseCode >= 500;
}

const explainRecipient = ({ recipient = "", response = "", message }: SmtpError) =>
  `${recipient} was refused: ${response === "" ? message : response}`;

function explain({ rejectedErrors = [], response, message }: SmtpError): string {
  if (rejectedErrors.length > 0) return rejectedErrors.map(explainRecipient).join("\n");
  return response ?? message;
}

const keep = (text: string, smtpUrl: URL) =>
  excerptOf(text, true, [decodeURIComponent(smtpUrl.password)]);

/** The headers that make the mails of a group one thread (RFC 5322, section 3.6.4) and keep robots from replying (RFC 3834). */
function headersOf({ id, groupKey, language }: OutboundMail, appUrl: string) {
  const host = new URL(appUrl).hostname;
  const group = createHash("sha256").update(groupKey).digest("hex").slice(0, 32);
  const root = `<group.${group}@${host}>`;
  return {
    messageId: `<${id}@${host}>`,
    inReplyTo: root,
    references: root,
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": language,
    },
  };
}

/** Loaded when the first mail is sent: most processes send none. */
async function openTransport(
  smtpUrl: URL,
  socket: net.Socket,
  { authorities = [] }: ConnectionPolicy,
  { requireTLS = false }: { requireTLS?: boolean } = {},
) {
  const { createTransport } = await import("nodemailer");
  const host = parseHostName(smtpUrl.hostname);
  return createTransport({
    url: smtpUrl.href,
    getSocket: (_options, callback) => callback(null, { connection: socket }),
    connectionTimeout: MAIL_TIMEOUT_MS,
    greetingTimeout: MAIL_TIMEOUT_MS,
    socketTimeout: MAIL_TIMEOUT_MS,
    requireTLS,
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: {
      ...trustOf(authorities),
      // On this machine a certificate proves nothing: the test servers of developers have their own.
      ...(host !== null && isLoopbackName(host) && { rejectUnauthorized: false }),
    },
  });
}

const addressOf = ({ hostname, port, protocol }: URL) => ({
  hostname,
  port: port === "" ? (defaultPorts[protocol] ?? 0) : Number(port),
});

/**
 * Greets the operator's mail server, signs in as for a mail, and leaves without sending one. Returns null
 * where that works, or why it doesn't, without the password. With `requireTLS` it also fails where the
 * server offers no encryption.
 */
export async function findMailProblem(
  smtp: { url: string },
  policy: ConnectionPolicy,
  options: { requireTLS: boolean },
): Promise<string | null> {
  const smtpUrl = new URL(smtp.url);
  try {
    await withMailServer(addressOf(smtpUrl), policy, MAIL_TIMEOUT_MS, async (socket) => {
      const transport = await openTransport(smtpUrl, socket, policy, options);
      await transport.verify();
    });
    return null;
  } catch (error) {
    if (!isSmtpError(error)) throw error;
    return keep(error instanceof EgressError ? error.message : explain(error), smtpUrl);
  }
}

/**
 * Sends a mail by the operator's server. It never rejects. Where some of the recipients were refused, the
 * mail counts as sent, because the others would get it twice, and the response names those refused.
 */
export async function sendMail(
  mail: OutboundMail,
  { appUrl, smtp }: MailSettings,
  policy: ConnectionPolicy,
): Promise<DeliveryResult> {
  if (smtp === null) {
    return refusedAttempt(
      "This instance sends no email: SMTP_URL isn't set. Ask the administrator.",
    );
  }
  const smtpUrl = new URL(smtp.url);
  try {
    const info = await withMailServer(
      addressOf(smtpUrl),
      policy,
      MAIL_TIMEOUT_MS,
      async (socket) => {
        const transport = await openTransport(smtpUrl, socket, policy);
        return transport.sendMail({
          from: smtp.from,
          // As addresses: in a text, a comma would begin the next.
          to: mail.to.map((address) => ({ name: "", address })),
          subject: mail.subject,
          html: mail.html,
          text: mail.text,
          ...headersOf(mail, appUrl),
        });
      },
    );
    const { rejectedErrors = [] } = info as { rejectedErrors?: SmtpError[] };
    const response = [info.response, ...rejectedErrors.map(explainRecipient)].join("\n");
    return {
      ok: true,
      mayRetry: false,
      retryAfterSeconds: null,
      status: Number(/^\d{3}/.exec(info.response)?.[0] ?? 250),
      response: keep(response, smtpUrl),
    };
  } catch (error) {
    if (!isSmtpError(error)) throw error;
    return {
      ok: false,
      mayRetry: !isFinal(error),
      retryAfterSeconds: null,
      status: error.responseCode ?? null,
      response: keep(error instanceof EgressError ? error.message : explain(error), smtpUrl),
    };
  }
}
