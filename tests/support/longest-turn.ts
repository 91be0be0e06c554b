const MICROSECONDS = 1_000;

/**
 * Measures for how long this thread was never free while `work` went on: the most CPU time that it took
 * between two looks of a timer, in ms. CPU time of the thread is the same on a busy machine.
 */
export async function measureLongestTurn(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    longestMs = Math.max(longestMs, (user + system) / MICROSECONDS);
  };
  const timer = setInterval(look, 1);
  try {
    await work();
    look();
  } finally {
    clearInterval(timer);
  }
  return longestMs;
}
