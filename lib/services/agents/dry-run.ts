import type { Database } from "@/db/client";
import type { ServiceContext } from "@/lib/services/context";

/** Ends the transaction of a dry run. */
class DryRunError extends Error {
  constructor() {
    super("A dry run ends without a trace.");
    this.name = "DryRunError";
  }
}

/**
 * The result of `work`, of which nothing is written: its transactions are parts of one that is rolled back.
 * Only for work that does everything as its actor.
 * @throws what `work` throws.
 */
export async function dryRun<Result>(
  context: ServiceContext,
  work: (context: ServiceContext) => Promise<Result>,
): Promise<Result> {
  const done: { result?: Result } = {};
  try {
    await context.db.transaction(async (tx) => {
      // A transaction within this one is a savepoint of it.
      const db = tx as unknown as Database;
      done.result = await work({ ...context, db });
      throw new DryRunError();
    });
  } catch (error) {
    if (!(error instanceof DryRunError)) throw error;
  }
  return done.result as Result;
}
