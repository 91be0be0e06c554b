import { spawn, type ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { startDatabaseLink } from "@/tests/integration/scheduler/crash/database-link";
import type { EmbeddedDatabaseOrder } from "@/tests/integration/scheduler/crash/embedded-database-process";
import { startPostgresServer } from "@/tests/support/postgres-server";
import { isEmbedded } from "@/tests/support/test-database";

export type RestartableDatabase = {
  url: string;
  /** Ends the database as a crash would, and starts it again on the same data, at the same URL. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
};

/** A migrated database with a server of its own, of the kind that the tests run on. */
export async function startRestartableDatabase(): Promise<RestartableDatabase> {
  const database = isEmbedded() ? await startEmbedded() : await startPostgres();
  try {
    await migrate(database.url);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function startPostgres(): Promise<RestartableDatabase> {
  const { adminUrl, restartImmediately, stop } = await startPostgresServer();
  return { url: adminUrl, crash: restartImmediately, stop };
}

async function migrate(url: string): Promise<void> {
  const connection = openAuthConnection(url);
  try {
    await prepareAuth(connection);
  } finally {
    await connection.close();
  }
  const { db, close } = openDatabase(url, { maxConnections: 1 });
  try {
    await migrateDatabase(db);
  } finally {
    await close();
  }
}

type DatabaseProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Each start finds a port of its own, so clients come through a link, whose port stays. */
async function startEmbedded(): Promise<RestartableDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "opspulse-embedded-"));
  const order = { directory: join(directory, "data"), password: randomBytes(16).toString("hex") };
  let child: DatabaseProcess | null = null;
  const killNow = () => child?.kill("SIGKILL");
  process.once("exit", killNow);

  const start = async () => {
    child = spawnDatabase(order);
    const lines: unknown[] = await Promise.race([
      once(createInterface(child.stdout), "line"),
      once(child, "exit").then(() => {
        throw new Error("The embedded database did not start.");
      }),
    ]);
    return String(lines[0]);
  };
  const kill = async () => {
    if (child === null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    child = null;
    await ended;
  };

  const link = await startDatabaseLink(await start());
  return {
    url: link.url,
    crash: async () => {
      link.cut();
      await kill();
      link.restore(Number(new URL(await start()).port));
    },
    stop: async () => {
      await link.close();
      await kill();
      process.off("exit", killNow);
      await rm(directory, { recursive: true });
    },
  };
}

function spawnDatabase(order: EmbeddedDatabaseOrder): DatabaseProcess {
  const program = "tests/integration/scheduler/crash/embedded-database-process.ts";
  return spawn(process.execPath, ["--import", "tsx", program, JSON.stringify(order)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}
