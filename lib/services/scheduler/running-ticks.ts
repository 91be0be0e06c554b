const stop = new AbortController();

/** Aborted when the process is about to end. */
export const ticksStopping = stop.signal;

/** The ticks of this process, so that they can be stopped before it ends. */
const running = new Set<Promise<unknown>>();

/** Whether the process is about to end, so that nothing may be claimed or started. */
export function areTicksStopping(): boolean {
  return ticksStopping.aborted;
}

/** Keeps track of a tick until it has settled. */
export function trackTick<Result>(tick: Promise<Result>): Promise<Result> {
  running.add(tick);
  const forget = () => running.delete(tick);
  tick.then(forget, forget);
  return tick;
}

/**
 * Makes every tick finish its requests in flight, release its other claims, and end. Resolves after
 * that.
 */
export async function stopTicks(): Promise<void> {
  stop.abort();
  await Promise.allSettled(running);
}
