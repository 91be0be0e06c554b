import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { MINUTE_MS } from "@/lib/domain/time-units";

const LONGEST_COMMAND_MS = 45 * MINUTE_MS;
const END_WITHIN_MS = 15_000;

export type CommandOptions = {
  variables?: Record<string, string>;
  /** Where others run beside it: its output is kept for its caller, and not shown. */
  isOutputKept?: boolean;
};

export type CommandResult = { hasSucceeded: boolean; output: string };

/** What a test run has under way, each in a process group of its own, so that all of it can be ended. */
export class ShellCommands {
  readonly #running = new Set<ChildProcess>();
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Whether the command succeeded, and its output where that is kept. Never rejects. */
  run(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    const { variables, isOutputKept = false } = options;
    const stream = isOutputKept ? "pipe" : "inherit";
    const child = spawn(command, {
      cwd: this.#directory,
      env: {
        ...process.env,
        ...(isOutputKept && process.stdout.isTTY && { FORCE_COLOR: "1" }),
        ...variables,
      },
      detached: true,
      shell: true,
      stdio: [isOutputKept ? "ignore" : "inherit", stream, stream],
      timeout: LONGEST_COMMAND_MS,
    });
    this.watch(child);
    const output: string[] = [];
    for (const pipe of [child.stdout, child.stderr]) {
      pipe?.setEncoding("utf8").on("data", (text: string) => output.push(text));
    }
    return new Promise((resolve) => {
      child.once("error", (error) => {
        resolve({ hasSucceeded: false, output: `${output.join("")}${error.message}\n` });
      });
      child.once("close", (code) => resolve({ hasSucceeded: code === 0, output: output.join("") }));
    });
  }

  /** Counts a process that leads its own group among what is under way, until it ends. */
  watch(child: ChildProcess): void {
    this.#running.add(child);
    child.once("exit", () => this.#running.delete(child));
  }

  /** Ends all that is under way, with what it has started, and waits for it, within bounds. */
  async end(): Promise<void> {
    await Promise.all([...this.#running].map(endGroup));
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const hasEnded = once(child, "exit");
  signalGroup(child.pid, "SIGTERM");
  await Promise.race([hasEnded, delay(END_WITHIN_MS)]);
  // What is frozen, or does not listen, is left over.
  signalGroup(child.pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
