/** What the sign-in page may be asked to say; each is a key of the messages. */
const notices = ["link_expired", "other_address", "too_many_attempts", "unreachable"] as const;
export type Notice = (typeof notices)[number];

export function findNotice(value: unknown): Notice | null {
  return notices.find((notice) => notice === value) ?? null;
}

export function signInWithNotice(notice: Notice): string {
  return `/sign-in?notice=${notice}`;
}
