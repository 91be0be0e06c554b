import type { RateState } from "@/lib/domain/limits/rate-limits";

/**
 * Sets the headers `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers: the
 * quota `q` of each limit in a window of `w` seconds, what remains (`r`), and the seconds until the
 * window ends (`t`).
 */
export function setRateHeaders(headers: Headers, states: readonly RateState[]): void {
  if (states.length === 0) return;
  const list = (parameters: (state: RateState) => string) =>
    states.map((state) => `"${state.name}";${parameters(state)}`).join(", ");
  headers.set(
    "RateLimit-Policy",
    list(({ max, windowSeconds }) => `q=${max};w=${windowSeconds}`),
  );
  headers.set(
    "RateLimit",
    list(({ remaining, resetSeconds }) => `r=${remaining};t=${resetSeconds}`),
  );
}
