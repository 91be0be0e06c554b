import type { RunErrorCode } from "@/lib/domain/run/run-outcome";
import { shareOf } from "@/lib/domain/slots/spread";
import { SECOND_MS } from "@/lib/domain/time-units";

const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 600;

/** What another attempt may mend: the rest would fail the same way again. */
const passingErrors: readonly RunErrorCode[] = ["TIMEOUT", "DNS", "CONNECT", "PROTOCOL"];

/** Statuses that RFC 9110, 6585 and 8470 describe as passing, besides all of 5xx. */
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
 * and spread over half to one and a half of that by the run's id.
 */
function backoffSeconds(attempt: number, runId: string): number {
  const delay = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempt - 1));
  return delay * (0.5 + shareOf(runId));
}

/**
 * When a failed attempt of a slot is followed by another, or null where it is the slot's outcome:
 * because attempts are used up, because the failure would only repeat itself, or because the next
 * slot comes first. The endpoint's `Retry-After` (seconds) is honoured where it asks for more.
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
