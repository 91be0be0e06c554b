import type { OutboundRequest } from "@/lib/egress/send-request";

export const SHORT_MS = 250;
/** Far less than the 8 s of production, far more than a loaded machine needs. */
export const LONG_MS = 4_000;
/** How late a loaded machine may run a timer. */
export const SLACK_MS = 2_000;

/** A request that asks for nothing but the URL, with all the time that it needs, unless told otherwise. */
export const plainRequest = (
  request: Partial<OutboundRequest> & { url: string },
): OutboundRequest => ({
  method: "GET",
  headers: {},
  systemHeaders: {},
  body: null,
  timeoutMs: LONG_MS,
  ...request,
});

export const resolveNothing = () => Promise.reject(new Error("No name is to be resolved here"));
