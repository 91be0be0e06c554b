import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { fractionOf } from "@/lib/domain/slots/spread";
import { DAY_SECONDS, SECOND_MS } from "@/lib/domain/time-units";

const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 600;

/** A longer `Retry-After` is cut to this. */
const LONGEST_RETRY_AFTER_SECONDS = DAY_SECONDS;

/** Errors that another attempt may not meet again. */
const passingErrors: readonly RunErrorCode[] = ["TIMEOUT", "DNS", "CONNECT", "PROTOCOL"];

/** Statuses below 500 that RFC 9110, 6585 and 8470 describe as temporary. */
const passingStatuses: readonly number[] = [408, 425, 429];

function isPassing(failure: { errorCode: RunErrorCode | null; httpStatus: number | null }) {
  const { errorCode, httpStatus } = failure;
  if (errorCode === "HTTP_STATUS" && httpStatus !== null) {
    return httpStatus >= 500 || passingStatuses.includes(httpStatus);
  }
  return errorCode !== null && passingErrors.includes(errorCode);
}

/**
 * Seconds to wait before the attempt after `attempt`: 10, 20, 40 … doubled each time, at most 600,
 * times a factor between 0.5 and 1.5 that depends on the run's id.
 */
function backoffSeconds(attempt: number, runId: string): number {
  const delay = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempt - 1));
  return delay * (0.5 + fractionOf(runId));
}

const ENDS_IN_ZONE = /(?:GMT|UTC?|Z|[ECMP][SD]T|[+-]\d\d:?\d\d)$/i;

/**
 * A date of HTTP in any of its three forms (RFC 9110, section 5.6.7), as milliseconds, or NaN. One without
 * a zone, as `asctime` writes it, is in UTC.
 */
const parseHttpDate = (text: string) =>
  /^(?:[a-z]{3}|\d{4}-)/i.test(text)
    ? Date.parse(ENDS_IN_ZONE.test(text) ? text : `${text} GMT`)
    : Number.NaN;

/**
 * The seconds of a `Retry-After` header (RFC 9110, section 10.2.3: seconds or a date), at most a
 * day; null where it cannot be read or its time has passed.
 */
export function parseRetryAfter(value: string, now: Date): number | null {
  const text = value.trim();
  const seconds = /^\d+(?:\.\d+)?$/.test(text)
    ? Math.ceil(Number(text))
    : Math.ceil((parseHttpDate(text) - now.getTime()) / SECOND_MS);
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) : null;
}

/**
 * The time of the next attempt after a failed one, or null where the failure is the slot's outcome:
 * no attempts are left, the error would repeat itself, or the next slot comes first. The endpoint's
 * `Retry-After` (seconds) counts where it is longer than the backoff.
 */
export function nextRetryAt(failed: {
  runId: string;
  attempt: number;
  maxAttempts: number;
  errorCode: RunErrorCode | null;
  httpStatus: number | null;
  retryAfterSeconds: number | null;
  finishedAt: Date;
  nextSlot: Date;
}): Date | null {
  if (failed.attempt >= failed.maxAttempts || !isPassing(failed)) return null;
  const seconds = Math.max(
    backoffSeconds(failed.attempt, failed.runId),
    failed.retryAfterSeconds ?? 0,
  );
  const retryAt = new Date(failed.finishedAt.getTime() + Math.ceil(seconds * SECOND_MS));
  return retryAt < failed.nextSlot ? retryAt : null;
}
