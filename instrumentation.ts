import { EnvError, getEnv } from "@/lib/env";

/** Runs once when an instance starts: a bad variable ends it with one line each, before it serves. */
export function register(): void {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  try {
    getEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    for (const problem of error.problems) process.stderr.write(`opspulse: ${problem}\n`);
    process.exit(1);
  }
}
