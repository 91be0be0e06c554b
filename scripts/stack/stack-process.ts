import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { prepareAuth, startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection, startEmbeddedDatabase } from "@/scripts/stack/embedded-database";
import { lockFile } from "@/scripts/stack/file-lock";
import { startPlayground, type Playground } from "@/scripts/stack/playground";
import type { FromStack, StackConfig, StackReady, ToStack } from "@/scripts/stack/protocol";

/**
 * The database, the auth server and the playground, in a process of their own. It ends when its
 * supervisor asks it to, or is gone; a Ctrl-C reaches the whole terminal and is left to the supervisor.
 */

/** Time for a predecessor on the same directory to close. */
const LOCK_WAIT_MS = 5_000;

/** A database that has died may never finish closing. */
const LONGEST_CLOSE_MS = 10_000;

const directory = process.argv[2] ?? "";
if (directory === "" || process.send === undefined) {
  throw new Error("This process is started by scripts/start.ts.");
}

const closers: (() => Promise<void>)[] = [];
let authServer: AuthServer | null = null;
let isStopping = false;

process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => void stop());
process.on("message", (message: ToStack) => {
  handle(message).catch((error: unknown) => void fail(error));
});

await open().catch((error: unknown) => fail(error));

async function open(): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The directory ${directory} (OPSPULSE_DIR) can't be used: ${reason}`);
  });
  if ((await lockFile(join(directory, "lock"), LOCK_WAIT_MS)) === null) {
    throw new Error(
      `Another npm start already uses ${directory}. Stop it, or choose another directory and port: OPSPULSE_DIR=.opspulse-2 PORT=3001 npm start`,
    );
  }
  send({ type: "locked" });
}

async function handle(message: ToStack): Promise<void> {
  if (message.type === "start") {
    send({ type: "ready", ready: await start(message.config) });
  } else if (message.type === "create-user") {
    await authServer?.createUser(message.email, message.password);
    send({ type: "user-created" });
  } else {
    await stop();
  }
}

async function start(config: StackConfig): Promise<StackReady> {
  const database = await startDatabase(config);
  if (config.auth !== null && database !== null) {
    await prepareAuth(database.connection);
    authServer = await startAuthServer({
      ...config.auth,
      connection: database.connection,
      onEmail: (email) => send({ type: "email", email }),
    });
    closers.push(authServer.close);
  }
  const playground = config.hasPlayground ? await startKnownPlayground() : null;
  return {
    databaseUrl: database?.url ?? null,
    authUrl: authServer?.url ?? null,
    playgroundUrl: playground?.url ?? null,
    formerPlaygroundUrl: playground?.formerUrl ?? null,
  };
}

async function startDatabase(config: StackConfig) {
  if (config.embeddedDirectory !== null) {
    const database = await startEmbeddedDatabase({
      directory: config.embeddedDirectory,
      onFatal: (error) => void fail(error),
    });
    closers.push(database.close);
    return database;
  }
  if (config.auth === null || config.databaseUrl === null) return null;
  const connection = openAuthConnection(config.databaseUrl);
  closers.push(() => connection.close());
  return { url: config.databaseUrl, connection };
}

/** At the same address as the last time, where it is still free, so that saved routines find it. */
async function startKnownPlayground(): Promise<{ url: string; formerUrl: string | null }> {
  const path = join(directory, "playground-port");
  const formerPort = await readFile(path, "utf8").then(Number, () => 0);
  const playground = await startPlaygroundAt(formerPort);
  closers.push(playground.close);
  if (playground.port !== formerPort) await writeFile(path, String(playground.port));
  const hasMoved = formerPort !== 0 && playground.port !== formerPort;
  return { url: playground.url, formerUrl: hasMoved ? `http://127.0.0.1:${formerPort}` : null };
}

async function startPlaygroundAt(formerPort: number): Promise<Playground> {
  try {
    return await startPlayground({ port: formerPort });
  } catch {
    return startPlayground();
  }
}

function send(message: FromStack): void {
  if (process.connected) process.send?.(message);
}

async function fail(error: unknown): Promise<void> {
  if (isStopping) return;
  const reason = error instanceof Error ? error.message : String(error);
  process.exitCode = 1;
  await new Promise<void>((resolve) => {
    if (!process.connected || process.send === undefined) resolve();
    else process.send({ type: "failed", reason } satisfies FromStack, () => resolve());
  });
  await stop();
}

/** In the reverse order of starting; the lock goes with the process. */
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), LONGEST_CLOSE_MS).unref();
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) => {
      process.exitCode = 1;
      console.error(error);
    });
  }
  process.exit();
}
