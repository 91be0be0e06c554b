/** Carries the path and query of the page asked for from `proxy.ts` to the page. */
export const PATH_HEADER = "x-opspulse-path";
