/** The notices of the sign-in page; each is a key of the messages. */
const notices = [
  "account_deleted",
  "demo_away",
  "link_expired",
  "other_address",
  "too_many_attempts",
  "unreachable",
] as const;
type Notice = (typeof notices)[number];

export function findNotice(value: unknown): Notice | null {
  return notices.find((notice) => notice === value) ?? null;
}

/** Whether a notice reports success. */
export const isGoodNews = (notice: Notice): boolean =>
  notice === "account_deleted" || notice === "other_address";

export function signInWithNotice(notice: Notice): string {
  return `/sign-in?notice=${notice}`;
}
