import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";

export type Child = {
  name: string;
  process: ChildProcess;
  /** Resolves when it has ended, with how it did. Never rejects. */
  ended: Promise<{ isClean: boolean; how: string }>;
};

/**
 * Starts Node.js with these arguments, apart from the terminal's group: a Ctrl-C reaches the
 * supervisor alone, which tells its children in the right order. The child needs a way to notice
 * that the supervisor is gone: the channel between them closes.
 */
export function startChild(
  name: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; stdio: "inherit" | "pipe" },
): Child {
  const stdio: StdioOptions = ["ignore", options.stdio, options.stdio, "ipc"];
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env,
    stdio,
    detached: true,
  });
  const ended = new Promise<{ isClean: boolean; how: string }>((resolve) => {
    child.once("error", (error) => resolve({ isClean: false, how: error.message }));
    child.once("exit", (code, signal) => {
      resolve({
        isClean: code === 0,
        how: signal === null ? `ended with code ${code ?? 0}` : `was ended by ${signal}`,
      });
    });
  });
  return { name, process: child, ended };
}

/** Asks a child and what it has started to end, and makes them after `graceMs`. */
export async function stopChild(child: Child, graceMs: number): Promise<void> {
  signalChild(child, "SIGTERM");
  const timer = setTimeout(() => signalChild(child, "SIGKILL"), graceMs);
  await child.ended;
  clearTimeout(timer);
}

export function signalChild({ process: child }: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in this very moment.
  }
}
