import { EnvError } from "@/lib/env";
import { createSchedulerContext } from "@/lib/services/service-context";

/** Ends the process before it serves where a variable is malformed, with one line for each. */
export function prepareInstance(): void {
  try {
    createSchedulerContext();
  } catch (error) {
    const problems = error instanceof EnvError ? error.problems : [String(error)];
    for (const problem of problems) process.stderr.write(`opspulse: ${problem}\n`);
    process.exit(1);
  }
}
