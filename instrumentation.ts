/** Runs once when an instance starts. What it does needs Node.js, and is kept out of other runtimes. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { requireNode } = await import("@/lib/require-node");
    requireNode();
    const { prepareInstance } = await import("@/instrumentation-node");
    await prepareInstance();
  }
}
