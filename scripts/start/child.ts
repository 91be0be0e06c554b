import { spawn, type ChildProcess } from "node:child_process";
import { StartError } from "@/scripts/start/report";

export type Child = {
  process: ChildProcess;
  /** Resolves when it has ended, with how it did. Never rejects. */
  ended: Promise<{ isClean: boolean; how: string }>;
  /** Rejects with a `StartError` when it has ended. Never resolves. */
  failed: Promise<never>;
};

/**
 * Starts Node.js with these arguments, apart from the terminal's group: a Ctrl-C reaches the
 * supervisor alone, which stops its children in the right order. The child needs a way to notice
 * that the supervisor is gone: the channel between them closes.
 */
export function startChild(
  name: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; stdio: "inherit" | "pipe" },
): Child {
  const { cwd, env, stdio } = options;
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ["ignore", stdio, stdio, "ipc"],
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
  const failed = ended.then(({ how }): never => {
    throw new StartError(`${name} ${how}.`);
  });
  failed.catch(() => undefined);
  return { process: child, ended, failed };
}

/** Asks a child and what it has started to end, and kills them after `graceMs`. */
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
    // It has just ended.
  }
}
