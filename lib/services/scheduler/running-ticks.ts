/** The ticks of this process, so that they can be stopped before it ends. */
let isStopping = false;
const running = new Set<Promise<unknown>>();

/** Whether the process is about to end: nothing more is to be claimed or started. */
export function areTicksStopping(): boolean {
  return isStopping;
}

/** Keeps track of a tick until it has settled. */
export function trackTick<Result>(tick: Promise<Result>): Promise<Result> {
  running.add(tick);
  const forget = () => running.delete(tick);
  tick.then(forget, forget);
  return tick;
}

/** Makes every tick finish what is in flight, give back the rest, and end; resolves when all have. */
export async function stopTicks(): Promise<void> {
  isStopping = true;
  await Promise.allSettled(running);
}
