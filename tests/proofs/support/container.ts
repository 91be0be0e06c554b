import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { NODE_UID, sandbox, type ImageRoot } from "@/tests/proofs/support/image-root";
import { waitFor } from "@/tests/support/wait-for";

/** A program in a root that it can't write to, as the first process of its own, as in a container. */
export class Container {
  readonly #child: ChildProcess;
  readonly #status: Promise<string>;
  readonly #exit: Promise<number | null>;
  #statusText = "";
  #output = "";

  /** As the user `node` with no privileges, or as root for a program that opens ports below 1024. */
  constructor(
    stage: ImageRoot,
    command: readonly string[],
    options: { mounts: readonly string[]; isRoot?: boolean },
  ) {
    const { mounts, isRoot = false } = options;
    const bubblewrap = [
      "bwrap",
      ...sandbox(stage, { isReadOnly: true, mounts }),
      ...["--as-pid-1", "--json-status-fd", "3"],
      ...command,
    ];
    const asNode = [
      "setpriv",
      ...[`--reuid=${NODE_UID}`, `--regid=${NODE_UID}`, "--clear-groups", "--no-new-privs"],
    ];
    const [program = "", ...args] = isRoot ? bubblewrap : [...asNode, ...bubblewrap];
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    const statusPipe = this.#child.stdio[3] as Readable;
    statusPipe.on("data", (chunk: Buffer) => (this.#statusText += chunk.toString()));
    this.#status = text(statusPipe);
    this.#exit = new Promise((resolve) => this.#child.once("close", resolve));
  }

  get output(): string {
    return this.#output;
  }

  async untilIt(says: string, boundMs = 120_000): Promise<void> {
    await waitFor(
      `“${says}”`,
      () => {
        if (this.#child.exitCode !== null) throw new Error(`It ended:\n${this.#output}`);
        return this.#output.includes(says);
      },
      boundMs,
    );
  }

  /** Sends SIGTERM to the program, as `docker stop` does, and returns its exit code. */
  async stop(boundMs = 45_000): Promise<number | null> {
    const [, pid = ""] = /"child-pid": (\d+)/.exec(this.#statusText) ?? [];
    process.kill(Number(pid), "SIGTERM");
    await waitFor("the end", () => this.#child.exitCode !== null, boundMs);
    await this.#exit;
    const [, code] = /"exit-code": (\d+)/.exec(await this.#status) ?? [];
    return code === undefined ? null : Number(code);
  }

  /** Ends it whatever its state. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
