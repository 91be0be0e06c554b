import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a TypeScript file of this directory as a process of its own, with a channel to it. */
export function startChild(
  file: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ["--import", "tsx", ...nodeFlags],
    env: { ...process.env, LOG_LEVEL: "error" },
  });
}

/**
 * The next message of a child.
 * @throws {Error} where it ends first, or says nothing for `withinMs`.
 */
export async function nextMessage(child: ChildProcess, withinMs: number): Promise<unknown> {
  const cancel = new AbortController();
  const timer = setTimeout(() => cancel.abort(), withinMs);
  const ended = once(child, "exit", { signal: cancel.signal }).then(() => {
    throw new Error("A process of the benchmark ended early.");
  });
  try {
    const [message] = (await Promise.race([
      once(child, "message", { signal: cancel.signal }),
      ended,
    ])) as unknown[];
    return message;
  } finally {
    clearTimeout(timer);
    cancel.abort();
    await ended.catch(() => undefined);
  }
}

/** Waits for a child to end by itself, and ends it after `withinMs`. */
export async function untilEnded(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
  await once(child, "exit");
  clearTimeout(timer);
}
