import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { makeKeyToken } from "@/lib/domain/keys/key-token";

export type Ended = { code: number | null; out: string; err: string };

/** The command line in a folder of its own, run by plain Node.js. */
export class CommandLine {
  readonly path: string;
  readonly folder: string;
  /** Held by no output of any command. */
  readonly key: string;

  private constructor(folder: string, key: string) {
    this.folder = folder;
    this.path = join(folder, "cli.mjs");
    this.key = key;
  }

  /** @param text The program. */
  static async write(
    text: string,
    key = makeKeyToken((count) => randomBytes(count)),
  ): Promise<CommandLine> {
    const line = new CommandLine(await mkdtemp(join(tmpdir(), "opspulse-cli-")), key);
    await writeFile(line.path, text);
    return line;
  }

  /** Variables of the child: its own settings, and none of the tests' stack. */
  environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
      OPSPULSE_STRAY_DIALS: process.env.OPSPULSE_STRAY_DIALS,
      NODE_ENV: "production",
      HOME: this.folder,
      TZ: "America/Sao_Paulo",
      XDG_CONFIG_HOME: join(this.folder, "config"),
      ...more,
    };
  }

  start(args: readonly string[], variables: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [this.path, ...args], {
      cwd: this.folder,
      env: this.environment(variables),
    });
  }

  /** Runs a command with the key in its environment, to its end. */
  async run(
    args: readonly string[],
    { input = "", env = {} }: { input?: string; env?: Record<string, string> } = {},
  ): Promise<Ended> {
    const child = this.start(args, { OPSPULSE_KEY: this.key, ...env });
    child.stdin?.end(input);
    return this.finish(child);
  }

  /** @throws {Error} where the key is in what it printed. */
  async finish(child: ChildProcess): Promise<Ended> {
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [out, err, code] = await Promise.all([
      child.stdout === null ? "" : readAll(child.stdout),
      child.stderr === null ? "" : readAll(child.stderr),
      ended,
    ]);
    if (`${out}${err}`.includes(this.key)) throw new Error("The command line prints the key.");
    return { code, out, err };
  }

  close = () => rm(this.folder, { recursive: true, force: true });
}
