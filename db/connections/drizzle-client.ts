import type { Connection } from "@/db/connections/connection";
import type { DatabasePool } from "@/db/connections/database-pool";
import { DEADLINE_SECONDS, deadlineSeconds } from "@/db/connections/deadline";

type Run = (text: string, params: readonly unknown[], asArrays: boolean) => Promise<unknown>;

/** Runs once it is awaited. */
type Query = PromiseLike<unknown> & { values: () => Promise<unknown> };

/** The part of a transaction of the driver that Drizzle uses. */
type DrizzleTransaction = {
  unsafe: (text: string, params?: readonly unknown[]) => Query;
  savepoint: (work: TransactionWork) => Promise<unknown>;
};

/** Statements that a transaction refuses. */
const RUNS_ALONE = /^\s*(?:create\s+(?:unique\s+)?|drop\s+)index\s+concurrently\b/i;

type TransactionWork = (transaction: DrizzleTransaction) => Promise<unknown>;

const toUnsafe =
  (run: Run) =>
  (text: string, params: readonly unknown[] = []): Query => ({
    values: () => run(text, params, true),
    then: (onRows, onError) => run(text, params, false).then(onRows, onError),
  });

/** The names that nested transactions have as savepoints. */
const savepointName = (depth: number) => `nested_${depth}`;

/**
 * Runs `work` and completes with `complete`, or with `undo` where it or one of its statements failed:
 * PostgreSQL would take the commit of a failed transaction without a word, and roll back.
 */
async function runScope(
  connection: Connection,
  work: TransactionWork,
  { depth, complete, undo }: { depth: number; complete: string; undo: string },
): Promise<unknown> {
  const failures: unknown[] = [];
  const run: Run = (text, params, asArrays) =>
    connection.run(text, params, asArrays).catch((error: unknown) => {
      failures.push(error);
      throw error;
    });
  const savepoint = async (nested: TransactionWork) => {
    const name = savepointName(depth);
    await run(`savepoint ${name}`, [], false);
    return runScope(connection, nested, {
      depth: depth + 1,
      complete: `release savepoint ${name}`,
      undo: `rollback to savepoint ${name}`,
    });
  };
  try {
    const result = await work({ unsafe: toUnsafe(run), savepoint });
    if (failures.length > 0) throw failures[0];
    await connection.run(complete);
    return result;
  } catch (error) {
    // On a lost connection there is nothing to undo, and its error is known already.
    await connection.run(undo).catch(() => undefined);
    throw error;
  }
}

/**
 * The part of a client of the driver that Drizzle uses, on connections of the pool. `types` is
 * where Drizzle puts its parsers and serializers.
 */
export function createDrizzleClient(
  pool: DatabasePool,
  types: { parsers: object; serializers: object },
) {
  const begin = (work: TransactionWork) =>
    pool.use(async (connection, seconds) => {
      await connection.begin(seconds);
      return runScope(connection, work, { depth: 1, complete: "commit", undo: "rollback" });
    });
  const run: Run = (text, params, asArrays) => {
    const seconds = deadlineSeconds();
    if (seconds !== null && seconds <= DEADLINE_SECONDS) {
      return pool.use((connection) => connection.run(text, params, asArrays));
    }
    if (RUNS_ALONE.test(text)) return pool.use((connection) => connection.runAlone(text, seconds));
    // The server must have a longer deadline too, which a transaction carries there.
    return begin(async (transaction) => {
      const query = transaction.unsafe(text, params);
      return asArrays ? query.values() : query;
    });
  };
  return { options: types, unsafe: toUnsafe(run), begin };
}
