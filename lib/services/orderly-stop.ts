import { DomainError } from "@/lib/domain/errors";
import { perProcess } from "@/lib/per-process";
import { endSideThreads } from "@/lib/services/side-threads/run-aside";

type Work = { inFlight: Set<Promise<unknown>>; isLeaving: boolean; stop: AbortController };

/** What this process must not be ended in the middle of: ticks, manual runs and tests of requests. */
const work = perProcess<Work>("opspulseWork", () => ({
  inFlight: new Set(),
  isLeaving: false,
  stop: new AbortController(),
}));

/** Has proxies that ask for a sign of life take this process out, while it still does everything. */
export function announceStop(): void {
  work.isLeaving = true;
}

/** Whether the process is to end: nothing new should be sent to it. */
export const isLeaving = () => work.isLeaving;

/** Aborted when the process is about to end, so that nothing may be claimed or started. */
export const stopping: AbortSignal = work.stop.signal;

/** UNAVAILABLE, because the process is about to end. */
export const stoppingError = () =>
  new DomainError("UNAVAILABLE", "This server is stopping. Try again in a moment.");

/**
 * Does what the process finishes before it ends.
 * @throws {DomainError} UNAVAILABLE where it is about to end: nothing was started.
 */
export async function finishBeforeStop<Result>(start: () => Promise<Result>): Promise<Result> {
  if (stopping.aborted) throw stoppingError();
  const result = start();
  work.inFlight.add(result);
  try {
    return await result;
  } finally {
    work.inFlight.delete(result);
  }
}

/**
 * Makes ticks finish their requests in flight, release their other claims, and end, and has nothing
 * else started. Resolves when all work has ended.
 */
export async function stopOrderly(): Promise<void> {
  announceStop();
  work.stop.abort();
  await Promise.allSettled(work.inFlight);
  await endSideThreads();
}
