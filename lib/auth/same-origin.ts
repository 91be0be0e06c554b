const OTHER_SITES: readonly (string | null)[] = ["cross-site", "same-site"];

/**
 * Whether a page of this site sent a request: by its `Origin`, which browsers add to every request
 * that may change something, and by `Sec-Fetch-Site`, where the browser says it. False for a request
 * without an `Origin`.
 */
export function isSameOrigin(headers: Headers, appUrl: string): boolean {
  if (OTHER_SITES.includes(headers.get("sec-fetch-site"))) return false;
  const sender = URL.parse(headers.get("origin") ?? "");
  if (sender === null) return false;
  const app = new URL(appUrl);
  if (sender.origin === app.origin) return true;
  // An unencrypted page can be changed on its way, so it never counts as a page of an encrypted
  // site.
  const isDowngrade = app.protocol === "https:" && sender.protocol !== "https:";
  return !isDowngrade && sender.host === headers.get("host");
}
