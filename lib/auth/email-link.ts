import { z } from "zod";
import { safeRedirectPath } from "@/lib/auth/safe-redirect";

const emailLink = z.object({
  token_hash: z.string().min(1).max(512),
  type: z.enum(["signup", "email", "recovery", "email_change", "magiclink", "invite"]),
});

/** The parameters of a link in an email from the app. */
export type EmailLink = z.infer<typeof emailLink>;

/** The parameters of a link, or null where they are incomplete or unknown. */
export function parseEmailLink(parameters: unknown): EmailLink | null {
  return emailLink.safeParse(parameters).data ?? null;
}

/** Whether a user who followed the link chooses a password next. */
export function leadsToPassword(type: EmailLink["type"]): boolean {
  return type === "recovery" || type === "invite";
}

/**
 * The path of this app to which an email's link leads in the end. The email may carry it as the
 * full URL of its request, which may be a page in between. A foreign URL leads to the start page.
 */
export function nextAfterEmail(next: unknown, appUrl: string): string {
  if (typeof next !== "string" || !URL.canParse(next)) return safeRedirectPath(next);
  const { origin, pathname, search, searchParams } = new URL(next);
  if (origin !== new URL(appUrl).origin) return "/";
  return safeRedirectPath(
    pathname.startsWith("/auth/") ? searchParams.get("next") : pathname + search,
  );
}
