import {
  PooledThread,
  type OrderResult,
  type Thread,
} from "@/lib/services/side-threads/pooled-thread";
import { WaitingTasks } from "@/lib/services/side-threads/waiting-tasks";

type ThreadPoolOptions = {
  startThread: () => Thread;
  maxThreads: number;
  /** Called with the reason why a thread ended that wasn't asked to. */
  onLoss: (reason: unknown) => void;
};

/** The bounds of one task, in milliseconds. */
export type TaskBounds = {
  /** The workspace that the task is counted for. */
  workspaceId: string;
  /** The time in the thread. */
  budgetMs: number;
  /** The time in the queue, until a thread begins it. It counts once the first thread is ready. */
  waitMs: number;
};

/**
 * How a task ended. `TOO_LATE` was never started; `TOO_COSTLY` was ended with its thread, because it
 * took more time or memory than it may.
 */
export type TaskOutcome =
  { kind: "DONE"; value: unknown } | { kind: "TOO_LATE" } | { kind: "TOO_COSTLY" };

type Task = { start: (thread: PooledThread) => void; giveUp: () => void };

/**
 * Threads that do one task at a time, each within a budget of time and memory.
 *
 * Threads are started when tasks wait. A free thread takes the tasks of workspaces in turn, so a task waits
 * for at most one of each other workspace, and for those of its own. A task that goes beyond its budget is
 * ended with its thread, and so is one that uses up the thread's memory: the next task has another thread.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #waiting = new WaitingTasks<Task>();
  readonly #threads = new Set<PooledThread>();
  #hasBeenReady = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Starts a thread where there is none, so that a task that follows soon doesn't wait for it. */
  prepare(): void {
    if (this.#threads.size === 0) this.#startThread();
  }

  /** @throws the error that the task throws. */
  run(task: string, input: unknown, bounds: TaskBounds): Promise<TaskOutcome> {
    const { workspaceId, budgetMs, waitMs } = bounds;
    return new Promise((resolve, reject) => {
      const finish = (result: OrderResult) => {
        if (result.kind === "THROWN") reject(result.error);
        else resolve(result.kind === "DONE" ? result : { kind: "TOO_COSTLY" });
      };
      const waiting: Task = {
        start: (thread) => {
          clearTimeout(timer);
          thread.start({ task, input, budgetMs }, finish);
        },
        giveUp: () => {
          clearTimeout(timer);
          resolve({ kind: "TOO_LATE" });
        },
      };
      const expire = () => {
        if (this.#hasBeenReady) {
          this.#waiting.remove(workspaceId, waiting);
          waiting.giveUp();
        } else {
          timer = setTimeout(expire, waitMs);
        }
      };
      let timer = setTimeout(expire, waitMs);
      this.#waiting.add(workspaceId, waiting);
      this.#serve();
    });
  }

  /** Ends all threads, with what is in them. A later task starts another. */
  async end(): Promise<void> {
    await Promise.all(Array.from(this.#threads, (thread) => thread.end()));
  }

  #serve(): void {
    let starting = 0;
    for (const thread of this.#threads) {
      if (thread.isFree) this.#waiting.take()?.start(thread);
      else if (thread.isStarting) starting += 1;
    }
    const hasRoom = this.#threads.size < this.#options.maxThreads;
    if (hasRoom && this.#waiting.size > starting) this.#startThread();
  }

  #startThread(): void {
    const thread = new PooledThread(this.#options.startThread(), {
      onFree: () => {
        this.#hasBeenReady = true;
        this.#serve();
      },
      onEnd: ({ wasReady, reason }) => {
        this.#threads.delete(thread);
        if (reason !== null) this.#options.onLoss(reason);
        // A thread that can't start would be started again and again.
        if (!wasReady) for (const task of this.#waiting.takeAll()) task.giveUp();
        this.#serve();
      },
    });
    this.#threads.add(thread);
  }
}
