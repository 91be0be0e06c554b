import { createTranslator } from "next-intl";
import { createTransport } from "nodemailer";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { Env } from "@/lib/env";
import en from "@/messages/en.json" with { type: "json" };
import ptBR from "@/messages/pt-BR.json" with { type: "json" };
import type { AuthEmail } from "@/scripts/stack/auth-email";
import { complain, reasonOf, say } from "@/scripts/start/report";

const SMTP_TIMEOUT_MS = 10 * SECOND_MS;

/** The words for an email, by the type of its link. */
const kinds = {
  signup: "confirmation",
  recovery: "recovery",
  email_change: "email_change",
} as const;

/** What happens to the emails of the local auth server. */
export type Delivery = Env["AUTH_EMAILS"];

/** Delivers an email. Never throws: a failure is reported at the terminal, without the link. */
export type Deliver = (email: AuthEmail) => Promise<void>;

/** How the emails of the local auth server are delivered: `sent` needs SMTP_URL. */
export function openDelivery(
  delivery: Delivery,
  { SMTP_URL, MAIL_FROM, APP_URL }: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "APP_URL">,
): Deliver {
  if (delivery === "printed") return print;
  if (delivery === "off" || SMTP_URL === undefined) {
    return async ({ to }) => say(`an email to ${to} isn't sent: set SMTP_URL`);
  }
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const from = MAIL_FROM ?? `OpsPulse <no-reply@${new URL(APP_URL).hostname}>`;
  return async (email) => {
    try {
      // As one address: in a text, a comma would begin the next.
      await transport.sendMail({ from, to: { name: "", address: email.to }, ...compose(email) });
    } catch (error) {
      complain(`an email to ${email.to} could not be sent: ${reasonOf(error)}`);
    }
  };
}

async function print({ to, subject, link, code }: AuthEmail): Promise<void> {
  say(`email to ${to}: ${subject}`);
  if (link !== null) say(`  ${link}`);
  if (code !== null) say(`  code: ${code}`);
}

/** Subject and text of an email: the auth server doesn't say its reader's language, so in each. */
function compose(email: AuthEmail): { subject: string; text: string } {
  const { link, code, subject } = email;
  const type = link === null ? null : new URL(link).searchParams.get("type");
  if (link === null || type === null || !isKnown(type)) {
    return { subject, text: [link, code].filter((part) => part !== null).join("\n\n") };
  }
  const kind = kinds[type];
  const texts = (
    [
      ["en", en],
      ["pt-BR", ptBR],
    ] as const
  ).map(([locale, messages]) => {
    const t = createTranslator({ locale, messages, namespace: "emails" });
    const sender = { from: "", to: email.to };
    const text = kind === "email_change" ? t("email_change.title") : t(`${kind}.text`, sender);
    return { subject: t(`${kind}.subject`), text: `${text}\n\n${link}\n\n${t(`${kind}.notYou`)}` };
  });
  return {
    subject: texts.map((text) => text.subject).join(" · "),
    text: texts.map(({ text }) => text).join("\n\n---\n\n"),
  };
}

const isKnown = (type: string): type is keyof typeof kinds => type in kinds;
