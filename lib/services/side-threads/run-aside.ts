import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";
import type { SideTasks } from "@/lib/services/side-threads/side-tasks";
import { ThreadPool, type TaskBounds } from "@/lib/services/side-threads/thread-pool";

/** One core is left for everything else, where there is more than one. */
const MAX_THREADS = Math.min(4, Math.max(1, availableParallelism() - 1));

/** Ten times what the most wasteful JSON of 1 MB takes. */
const MAX_HEAP_MB = 256;

/** Unbundled, as in tests and scripts, the thread's file is TypeScript with the paths of tsconfig.json. */
const execArgv = process.env.NEXT_RUNTIME === undefined ? ["--import", "tsx"] : [];

function startThread(): Worker {
  return new Worker(new URL("./side-thread.ts", import.meta.url), {
    execArgv,
    // The environment holds the secrets of all workspaces.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
}

const pool = perProcess(
  "opspulseSideThreads",
  () =>
    new ThreadPool({
      startThread,
      maxThreads: MAX_THREADS,
      onLoss: (reason) => log.warn({ err: reason }, "a side thread was ended"),
    }),
);

type Done<Name extends keyof SideTasks> = { kind: "DONE"; value: ReturnType<SideTasks[Name]> };

/**
 * Does a task in a side thread, so that whatever it takes, nothing else of the process waits for it.
 * @throws the error that the task throws.
 */
export async function runAside<Name extends keyof SideTasks>(
  name: Name,
  input: Parameters<SideTasks[Name]>[0],
  bounds: TaskBounds,
): Promise<Done<Name> | { kind: "TOO_LATE" } | { kind: "TOO_COSTLY" }> {
  const outcome = await pool.run(name, input, bounds);
  // A thread answers an order with the result of the task that it names.
  return outcome.kind === "DONE" ? (outcome as Done<Name>) : outcome;
}

/** Has a thread ready for what comes soon. */
export const prepareSideThread = () => pool.prepare();

/** Ends all side threads, when nothing that needs them is left. */
export const endSideThreads = () => pool.end();
