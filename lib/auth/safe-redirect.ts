/** Carries the path and query of the requested page from `proxy.ts` to the page. */
export const PATH_HEADER = "x-opspulse-path";

const LONGEST_PATH_CHARACTERS = 2_048;
const ANY_ORIGIN = "http://relative.invalid";

// Browsers read a backslash as a slash, and drop tabs and line breaks before they look at a URL.
const MISREAD_BY_BROWSERS = /[\\\u0000-\u001f\u007f]/;

/**
 * The path of a `next` parameter. Only a path of this site is accepted, so that a link to a form of
 * the app cannot end on another site; anything else gives the fallback.
 */
export function safeRedirectPath(next: unknown, fallback = "/"): string {
  if (
    typeof next !== "string" ||
    next.length > LONGEST_PATH_CHARACTERS ||
    !next.startsWith("/") ||
    MISREAD_BY_BROWSERS.test(next) ||
    !URL.canParse(next, ANY_ORIGIN)
  ) {
    return fallback;
  }
  const url = new URL(next, ANY_ORIGIN);
  // Dot segments are resolved by now: "/.//host" has become "//host".
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith("//")) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The path of `page` with a `next` parameter, which is left out for the start page. */
export function withNext(page: string, next: string): string {
  return next === "/" ? page : `${page}?next=${encodeURIComponent(next)}`;
}
