import { z } from "zod";

const mailedLink = z.object({
  token_hash: z.string().min(1).max(512),
  type: z.enum(["signup", "email", "recovery", "email_change", "magiclink", "invite"]),
});

/** What a link in a mail of ours carries. */
export type MailedLink = z.infer<typeof mailedLink>;

/** What a link carries, or null when it is cut short or none of ours. */
export function parseMailedLink(parameters: unknown): MailedLink | null {
  return mailedLink.safeParse(parameters).data ?? null;
}

/** Whether whoever followed the link is to choose a password next. */
export function leadsToPassword(type: MailedLink["type"]): boolean {
  return type === "recovery" || type === "invite";
}
