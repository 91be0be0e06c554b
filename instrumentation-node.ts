import { EnvError } from "@/lib/env";
import { createSchedulerContext } from "@/lib/services/context";
import { stopTicks } from "@/lib/services/scheduler/running-ticks";

/**
 * Ends the process before it serves where a variable is malformed, with one line for each. When the
 * process is told to end, its ticks finish what is in flight and give back the rest.
 */
export function prepareInstance(): void {
  try {
    createSchedulerContext();
  } catch (error) {
    const problems = error instanceof EnvError ? error.problems : [String(error)];
    for (const problem of problems) process.stderr.write(`opspulse: ${problem}\n`);
    process.exit(1);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stopTicks());
  }
}
