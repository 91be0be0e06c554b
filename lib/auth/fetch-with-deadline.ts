const AUTH_SERVER_TIMEOUT_MS = 10_000;

/** `fetch` for the auth server, which gives up instead of keeping a page waiting. */
export const fetchWithDeadline: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(AUTH_SERVER_TIMEOUT_MS) });
