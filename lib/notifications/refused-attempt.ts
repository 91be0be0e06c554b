import type { DeliveryResult } from "@/lib/notifications/alert-message";

/** The result of an attempt that could not begin, and never will as things are set up. */
export const refusedAttempt = (response: string): DeliveryResult => ({
  ok: false,
  mayRetry: false,
  retryAfterSeconds: null,
  status: null,
  response,
});
