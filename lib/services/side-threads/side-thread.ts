import { parentPort } from "node:worker_threads";
import { sideTasks } from "@/lib/services/side-threads/side-tasks";
import type { ThreadMessage, ThreadOrder } from "@/lib/services/side-threads/thread-protocol";

const tasks: Record<string, (input: never, deadlineMs: number) => unknown> = sideTasks;

function perform({ task, input, budgetMs }: ThreadOrder): ThreadMessage {
  try {
    const work = tasks[task];
    if (work === undefined) throw new Error(`There is no task ${task}.`);
    return { kind: "DONE", value: work(input as never, performance.now() + budgetMs) };
  } catch (error) {
    return { kind: "THROWN", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const send = (message: ThreadMessage) => parentPort?.postMessage(message);

parentPort?.on("message", (order: ThreadOrder) => send(perform(order)));
send({ kind: "READY" });
