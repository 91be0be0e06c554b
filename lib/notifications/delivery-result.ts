import type { DeliveryResult } from "@/lib/notifications/alert-message";
import type { OutboundResponse } from "@/lib/notifications/outbound";

/** Client errors that pass: a timeout, a conflict, a lock, a rate. Any other would repeat itself. */
const PASSING_STATUSES: readonly number[] = [408, 409, 421, 423, 425, 429];

type ServiceHabits = {
  /** More client errors after which a later attempt may succeed. */
  alsoPassing?: readonly number[];
  /** Statuses that say that the address is gone for good. */
  gone?: readonly number[];
  /** The wait that the body asks for, in seconds; the longer of it and the header's counts. */
  retryAfterSeconds?: number | null;
};

function isPassing(status: number, alsoPassing: readonly number[]): boolean {
  if (status >= 500) return true;
  return PASSING_STATUSES.includes(status) || alsoPassing.includes(status);
}

/**
 * The result of an attempt over HTTP. A response whose head says 2xx was accepted, also where the rest
 * of it never came; a redirect is a wrong URL.
 */
export function resultOf(response: OutboundResponse, habits: ServiceHabits = {}): DeliveryResult {
  const { status, excerpt, isRefused } = response;
  const { alsoPassing = [], gone = [] } = habits;
  const ok = status !== null && status >= 200 && status < 300;
  const isGone = status !== null && gone.includes(status);
  const mayRetry =
    !ok && !isGone && (status === null ? !isRefused : isPassing(status, alsoPassing));
  const waits = [response.retryAfterSeconds, habits.retryAfterSeconds ?? null].filter(
    (wait) => wait !== null,
  );
  return {
    ok,
    mayRetry,
    retryAfterSeconds: mayRetry && waits.length > 0 ? Math.max(...waits) : null,
    status,
    response: excerpt,
    ...(isGone && { isGone }),
  };
}
