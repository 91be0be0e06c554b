/** Runs once when an instance starts: a bad variable ends it with one line each, before it serves. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { EnvError } = await import("@/lib/env");
  const { createSchedulerContext } = await import("@/lib/services/service-context");
  try {
    createSchedulerContext();
  } catch (error) {
    const problems = error instanceof EnvError ? error.problems : [String(error)];
    for (const problem of problems) process.stderr.write(`opspulse: ${problem}\n`);
    process.exit(1);
  }
}
