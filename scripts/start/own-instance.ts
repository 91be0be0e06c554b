import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { findFreePort } from "@/scripts/start/free-port";

const root = join(import.meta.dirname, "..", "..");

/** A build may come first. */
const READY_WITHIN_MS = 15 * MINUTE_MS;
const POLL_MS = 250;

/** What of the output is shown where an instance does not start. */
const LAST_OUTPUT_CHARACTERS = 4_000;

/** What an operator may have set for another instance, with a database that must not be touched. */
const NOBODY_ELSES = {
  APP_URL: "",
  DATABASE_URL: "",
  SUPABASE_URL: "",
  SUPABASE_PUBLISHABLE_KEY: "",
  SUPABASE_JWT_SECRET: "",
  CRON_SECRET: "",
} as const;

export type OwnInstance = {
  origin: string;
  /** What the stack says of itself in its `env` file. */
  address: { DATABASE_URL: string; SUPABASE_URL: string; SUPABASE_PUBLISHABLE_KEY: string };
  /** Ends it, and removes its files. */
  stop: () => Promise<void>;
};

/**
 * Starts the whole product as `npm start` does, in a temporary folder and on a free port of loopback.
 * It ends with this process, however that ends.
 * @throws {Error} with the end of its output, where it does not start.
 */
export async function startOwnInstance(variables: Record<string, string>): Promise<OwnInstance> {
  const directory = await mkdtemp(join(tmpdir(), "opspulse-own-"));
  const port = await findFreePort();
  const child = spawn(process.execPath, ["--import", "tsx", join("scripts", "start.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      ...NOBODY_ELSES,
      ...variables,
      OPSPULSE_DIR: directory,
      HOST: "127.0.0.1",
      PORT: String(port),
    },
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-LAST_OUTPUT_CHARACTERS);
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  const ended = once(child, "exit");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded()) {
      child.kill("SIGTERM");
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };

  const origin = `http://localhost:${port}`;
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isHealthy(origin))) {
    if (hasEnded() || performance.now() > deadline) {
      await stop();
      throw new Error(`The instance did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const env = parseEnv(await readFile(join(directory, "env"), "utf8"));
  return {
    origin,
    address: {
      DATABASE_URL: env.DATABASE_URL ?? "",
      SUPABASE_URL: env.SUPABASE_URL ?? "",
      SUPABASE_PUBLISHABLE_KEY: env.SUPABASE_PUBLISHABLE_KEY ?? "",
    },
    stop,
  };
}

const isHealthy = (origin: string): Promise<boolean> =>
  fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(10_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** An account made through the auth server of an instance, as any machine would. */
export async function signUp(
  { address }: OwnInstance,
  account: { email: string; password: string },
): Promise<AuthSession> {
  const response = await fetch(`${address.SUPABASE_URL}/auth/v1/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: address.SUPABASE_PUBLISHABLE_KEY },
    body: JSON.stringify(account),
  });
  if (!response.ok) throw new Error(`Sign-up was answered ${response.status}.`);
  return (await response.json()) as AuthSession;
}

/** The parts of an auth server's answer that anything here reads. */
export type AuthSession = { access_token: string; user: { id: string } };
