/**
 * Whether a page of this site sent a request: by its `Origin`, which browsers add to every request
 * that may change something, otherwise by `Sec-Fetch-Site`. False for a request with neither.
 */
export function isSameOrigin(headers: Headers, appUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin === null) return headers.get("sec-fetch-site") === "same-origin";
  if (!URL.canParse(origin)) return false;
  const app = new URL(appUrl);
  const sender = new URL(origin);
  if (sender.origin === app.origin) return true;
  // An unencrypted page can be changed on its way, so it never counts as a page of an encrypted
  // site.
  const isDowngrade = app.protocol === "https:" && sender.protocol !== "https:";
  return !isDowngrade && sender.host === headers.get("host");
}
