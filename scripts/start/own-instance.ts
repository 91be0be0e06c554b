import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { readEnvFile, type StackAddress } from "@/scripts/stack/env-file";
import { findFreePort } from "@/scripts/start/ports";
import { findUnready, HEALTH_PATH } from "@/scripts/start/readiness";

const root = join(import.meta.dirname, "..", "..");

/** Includes the time of a build. */
const READY_WITHIN_MS = 15 * MINUTE_MS;
const POLL_MS = 250;

/** The end of the output, which is shown where an instance does not start. */
const LAST_OUTPUT_CHARACTERS = 4_000;

/** Variables of another instance, whose database must not be touched. */
const noOtherInstance = {
  APP_URL: "",
  DATABASE_URL: "",
  SUPABASE_URL: "",
  SUPABASE_PUBLISHABLE_KEY: "",
  SUPABASE_JWT_SECRET: "",
  CRON_SECRET: "",
  SECRETS_KEY: "",
  SECRETS_KEY_PREVIOUS: "",
} as const;

export type OwnInstance = {
  origin: string;
  address: StackAddress;
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
      ...noOtherInstance,
      ...variables,
      OPSPULSE_DIR: directory,
      HOST: "127.0.0.1",
      PORT: String(port),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-LAST_OUTPUT_CHARACTERS);
    });
  }
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
    await delay(POLL_MS);
  }
  return { origin, address: await readEnvFile(directory), stop };
}

const isHealthy = (origin: string): Promise<boolean> =>
  fetch(new URL(HEALTH_PATH, origin), { signal: AbortSignal.timeout(10_000) }).then(
    async (response) => (await findUnready(response)) === null,
    () => false,
  );
