import { createInterface } from "node:readline";
import { text as readAll } from "node:stream/consumers";
import { UsageError } from "@/cli/errors";

/** What the program sees of the terminal and the process that it runs in. */
export type Terminal = {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Writes a line to standard output, and to standard error. */
  out: (line: string) => void;
  err: (line: string) => void;
  isOutTerminal: boolean;
  isInTerminal: boolean;
  /** Null where the output isn't a terminal. */
  columns: number | null;
  now: () => Date;
  /** Everything on standard input. */
  readInput: () => Promise<string>;
  /** A line that a person types, without showing it where it is a secret. */
  ask: (question: string, options?: { isSecret: boolean }) => Promise<string>;
  /** Aborted by the first Ctrl-C, where a command has asked for it. */
  onInterrupt: () => AbortSignal;
};

/** Asks on standard error, so that the output stays what was asked for. */
function ask(question: string, { isSecret = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const output = process.stderr;
    const reader = createInterface({ input: process.stdin, output, terminal: true });
    // What is typed is shown by the reader itself, unless its output goes nowhere.
    const silent = reader as unknown as { _writeToOutput?: (text: string) => void };
    output.write(question);
    if (isSecret) silent._writeToOutput = () => undefined;
    const leave = () => {
      reader.close();
      output.write("\n");
      reject(new UsageError("Nothing was entered."));
    };
    reader.once("SIGINT", leave);
    reader.once("line", (line) => {
      reader.removeListener("SIGINT", leave);
      reader.close();
      if (isSecret) output.write("\n");
      resolve(line.trim());
    });
  });
}

function onInterrupt(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupted.abort());
  }
  return interrupted.signal;
}

/** The terminal of this process. */
export function thisTerminal(): Terminal {
  const { env, platform, stdin, stdout, stderr } = process;
  // A reader that has seen enough, such as head, closes the pipe: nothing went wrong.
  stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));
  return {
    env,
    platform,
    out: (line) => stdout.write(`${line}\n`),
    err: (line) => stderr.write(`${line}\n`),
    isOutTerminal: stdout.isTTY,
    isInTerminal: stdin.isTTY,
    columns: stdout.isTTY ? stdout.columns : null,
    now: () => new Date(),
    readInput: () => readAll(stdin),
    ask,
    onInterrupt,
  };
}
