import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";

/** Held until `release`, or until this process ends, however it ends. */
export type FileLock = { release: () => void };

const RETRY_MS = 100;

/** A connection that nothing refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Locks a file against every other process that can see it, or returns null when another still
 * holds it after `waitMs`. SQLite does the locking, because Node.js has none of its own: the
 * operating system frees the lock with the process, so that there is none to clean up after a crash.
 */
export async function lockFile(path: string, waitMs: number): Promise<FileLock | null> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== null || performance.now() >= deadline) return lock;
    await delay(RETRY_MS);
  }
}

function tryLock(path: string): FileLock | null {
  const database = new DatabaseSync(path);
  try {
    database.exec("pragma journal_mode = memory; begin exclusive");
    held.add(database);
    return {
      release: () => {
        held.delete(database);
        database.close();
      },
    };
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return null;
    throw error;
  }
}
