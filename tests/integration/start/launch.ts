import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import postgres from "postgres";
import { waitFor } from "@/tests/support/wait-for";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../../scripts/start.mjs");

/** A first start may have to build the app. */
export const START_WITHIN_MS = 480_000;
const END_WITHIN_MS = 60_000;

/** Variables of the one who runs the tests, or of a .env file, that would change what is started. */
export const neutral = {
  APP_URL: "",
  CRON_SECRET: "",
  DATABASE_URL: "",
  EGRESS_ALLOW: "",
  HOST: "",
  OPSPULSE_CLOCK: "",
  OPSPULSE_DEMO: "",
  SIGN_UP: "",
  SUPABASE_JWT_SECRET: "",
  SUPABASE_PUBLISHABLE_KEY: "",
  SUPABASE_URL: "",
  SECRETS_KEY: "",
  SECRETS_KEY_PREVIOUS: "",
  LOG_LEVEL: "warn",
};

async function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "opspulse-start-"));
}

/** Below the ephemeral range, so that no outgoing connection takes it in between. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** An `npm start` in a process group of its own, as a terminal gives it one. */
export class Launch {
  readonly port: number;
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  #output = "";
  #hasExited = false;

  constructor(directory: string, port: number, variables: Record<string, string> = {}) {
    this.port = port;
    this.directory = directory;
    this.#child = spawn(process.execPath, [program], {
      cwd: tmpdir(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        ...neutral,
        OPSPULSE_DIR: directory,
        PORT: String(port),
        ...variables,
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#exit = new Promise((resolve) => {
      this.#child.once("close", (code) => {
        this.#hasExited = true;
        resolve(code);
      });
    });
  }

  get output(): string {
    return this.#output;
  }

  /** The lines that speak to the person at the terminal. */
  get lines(): string[] {
    return this.#output.split("\n").filter((line) => line.startsWith("opspulse: "));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async untilReady(): Promise<void> {
    await waitFor(
      "npm start",
      () => {
        if (this.#hasExited) throw new Error(`npm start ended:\n${this.#output}`);
        return this.#output.includes("Ctrl-C stops everything");
      },
      START_WITHIN_MS,
    );
  }

  async exitCode(boundMs = END_WITHIN_MS): Promise<number | null> {
    await waitFor(`the end of npm start:\n${this.#output}`, () => this.#hasExited, boundMs);
    return this.#exit;
  }

  /** To the whole group, as a terminal sends Ctrl-C, or as a machine that dies. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined || this.#hasExited) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // It has just ended.
    }
  }

  /** Every process that it has started, and what those have started. */
  async processes(): Promise<number[]> {
    const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
    const pairs = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    const found = [this.#child.pid ?? 0];
    for (const parent of found) {
      for (const [pid, ppid] of pairs) {
        if (ppid === parent && pid !== undefined) found.push(pid);
      }
    }
    return found;
  }

  async readEnv(): Promise<Record<string, string>> {
    const variables = parseEnv(await readFile(join(this.directory, "env"), "utf8"));
    return Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, value ?? ""]),
    );
  }

  /** Ends it whatever its state, and waits until it is gone. */
  async stop(): Promise<void> {
    this.signalGroup("SIGTERM");
    await this.exitCode();
  }
}

/** One look into the database of a launch. */
export async function query<Row extends postgres.MaybeRow>(
  url: string | undefined,
  work: (sql: postgres.Sql) => Promise<Row[]>,
): Promise<Row[]> {
  const sql = postgres(url ?? "", { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Launches that end with the test, in directories that go with it. */
export class Launches {
  readonly #launches: Launch[] = [];
  readonly #directories: string[] = [];

  async directory(): Promise<string> {
    const directory = await temporaryDirectory();
    this.#directories.push(directory);
    return directory;
  }

  async launch(
    variables: Record<string, string> = {},
    given: { directory?: string; port?: number } = {},
  ): Promise<Launch> {
    const directory = given.directory ?? (await this.directory());
    const launch = new Launch(directory, given.port ?? (await freePort()), variables);
    this.#launches.push(launch);
    return launch;
  }

  async end(): Promise<void> {
    await Promise.all(this.#launches.map((launch) => launch.stop()));
    await Promise.all(this.#directories.map((path) => rm(path, { recursive: true, force: true })));
  }
}
