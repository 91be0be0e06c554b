import { z } from "zod";
import { safeRedirectPath } from "@/lib/auth/safe-redirect";

const emailLink = z.object({
  token_hash: z.string().min(1).max(512),
  type: z.enum(["signup", "email", "recovery", "email_change", "magiclink", "invite"]),
});

/** What a link in a mail of ours carries. */
export type EmailLink = z.infer<typeof emailLink>;

/** What a link carries, or null when it is cut short or none of ours. */
export function parseEmailLink(parameters: unknown): EmailLink | null {
  return emailLink.safeParse(parameters).data ?? null;
}

/** Whether whoever followed the link is to choose a password next. */
export function leadsToPassword(type: EmailLink["type"]): boolean {
  return type === "recovery" || type === "invite";
}

/**
 * Where a mailed link leads on: a path of this app. A mail may carry it as the whole URL that it was
 * asked for with, which may be a stop on the way; what is none of ours leads to the start page.
 */
export function nextAfterEmail(next: unknown, appUrl: string): string {
  if (typeof next !== "string" || !URL.canParse(next)) return safeRedirectPath(next);
  const { origin, pathname, search, searchParams } = new URL(next);
  if (origin !== new URL(appUrl).origin) return "/";
  return safeRedirectPath(
    pathname.startsWith("/auth/") ? searchParams.get("next") : pathname + search,
  );
}
