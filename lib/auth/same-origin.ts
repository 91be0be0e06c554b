/**
 * Whether a request was sent by a page of this site: by its `Origin`, which browsers put on every
 * request that may change something, else by `Sec-Fetch-Site`. A request with neither is not.
 */
export function isSameOrigin(headers: Headers, appUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin === null) return headers.get("sec-fetch-site") === "same-origin";
  if (!URL.canParse(origin)) return false;
  const app = new URL(appUrl);
  const sender = new URL(origin);
  if (sender.origin === app.origin) return true;
  // An unencrypted page can be written by whoever sits on the line: it never speaks for an encrypted site.
  const isDowngrade = app.protocol === "https:" && sender.protocol !== "https:";
  return !isDowngrade && sender.host === headers.get("host");
}
