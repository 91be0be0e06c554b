import { nextAfterEmail } from "@/lib/auth/email-link";

/** An email of the auth server, as it is shown to the person at the terminal. */
export type AuthEmail = {
  to: string;
  subject: string;
  /** Leads to the page of the app that confirms; null where the email only carries a code. */
  link: string | null;
  code: string | null;
};

const VERIFY_LINK = /https?:\/\/\S+\/auth\/v1\/verify\?\S+/;
const CODE = /\bcode:?\s+(\d{6,10})\b/i;

/** The page after a confirmation, by the email's type. */
const nextPages: Record<string, string> = {
  recovery: "/reset-password",
  email_change: "/settings",
};

/**
 * Rewrites the link of an email. The auth server itself is reachable on loopback only and would put
 * the session into the fragment of a URL; the app verifies the token itself and sets a cookie.
 */
export function toAuthEmail(
  email: { to: string; subject: string; text?: string },
  appUrl: string,
): AuthEmail {
  const text = email.text ?? "";
  const verifyLink = VERIFY_LINK.exec(text)?.[0];
  return {
    to: printable(email.to),
    subject: printable(email.subject),
    link: verifyLink === undefined ? null : toConfirmLink(new URL(verifyLink), new URL(appUrl)),
    code: CODE.exec(text)?.[1] ?? null,
  };
}

function toConfirmLink(verify: URL, app: URL): string {
  const type = verify.searchParams.get("type") ?? "signup";
  const confirm = new URL("/auth/confirm", app);
  confirm.searchParams.set("token_hash", verify.searchParams.get("token") ?? "");
  confirm.searchParams.set("type", type);
  confirm.searchParams.set("next", nextPage(verify.searchParams.get("redirect_to"), app, type));
  return confirm.href;
}

/** The page that was asked for, when it is one of ours and not itself a stop on the way. */
function nextPage(redirectTo: string | null, app: URL, type: string): string {
  const page = nextAfterEmail(redirectTo, app.href);
  return page === "/" ? (nextPages[type] ?? "/") : page;
}

/** Addresses come from strangers: what they hold must not drive the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}]/gu, "");
}
