import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { expect } from "vitest";
import { openDatabase } from "@/db/client";
import type { Database } from "@/db/client";
import { startEmbeddedServer } from "@/tests/support/embedded-server";
import { databaseKind, stageVariable } from "@/tests/support/test-stage";
import type { Template } from "@/tests/support/test-stage";

export type TestDatabase = {
  /** The service connection. */
  db: Database;
  url: string;
  /** Drops the database. Fails where connections to it other than `db` are still open. */
  close: () => Promise<void>;
};

export const isEmbedded = () => databaseKind() === "embedded";

/**
 * A database of the suite's own, migrated, or with the auth schema alone. The suite must close it:
 * one that does not fails the run.
 */
export async function createTestDatabase(template: Template = "migrated"): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const { url, drop } = isEmbedded()
    ? await cloneEmbedded(template)
    : await clonePostgres(template, name);
  const mark = join(stageVariable("OPSPULSE_TEST_DIRECTORY"), "open", name);
  await writeFile(mark, expect.getState().testPath ?? "an unknown suite");
  const { db, close } = openDatabase(url);
  return {
    db,
    url,
    close: async () => {
      await close();
      await rm(mark);
      await drop();
    },
  };
}

/** A user as the auth server makes one, and the workspace that the database gives them. */
export async function createTestUser(
  db: Database,
): Promise<{ userId: string; workspaceId: string }> {
  const userId = randomUUID();
  await db.execute(
    sql`insert into auth.users (id, email, encrypted_password)
      values (${userId}, ${`${userId}@example.com`}, 'a hash')`,
  );
  const [workspace] = await db.execute<{ id: string }>(
    sql`select id from workspaces where owner_id = ${userId}`,
  );
  if (workspace === undefined) throw new Error("The new user was given no workspace.");
  return { userId, workspaceId: workspace.id };
}

async function cloneEmbedded(template: Template) {
  const directory = stageVariable("OPSPULSE_TEST_DIRECTORY");
  const server = await startEmbeddedServer(await openAsBlob(join(directory, template)));
  return { url: server.url, drop: server.close };
}

async function clonePostgres(template: Template, name: string) {
  const adminUrl = stageVariable("OPSPULSE_TEST_POSTGRES_URL");
  await asAdmin(adminUrl, async (admin) => {
    await admin`create database ${admin(name)} template ${admin(template)}`;
  });
  return {
    url: new URL(name, adminUrl).href,
    drop: () =>
      asAdmin(adminUrl, async (admin) => {
        const leaked = await openConnections(admin, name);
        await admin`drop database ${admin(name)} with (force)`;
        if (leaked.length > 0) {
          throw new Error(
            `${leaked.length} connections to the test database were left open. Their last statements: ${leaked.join("; ")}`,
          );
        }
      }),
  };
}

/** A server process outlives its client by a moment, so a connection counts once it stays. */
async function openConnections(admin: postgres.Sql, name: string): Promise<string[]> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const rows = await admin<{ query: string }[]>`
      select query from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`;
    if (rows.length === 0 || Date.now() > deadline) return rows.map((row) => row.query);
    await delay(20);
  }
}

async function asAdmin(adminUrl: string, work: (admin: postgres.Sql) => Promise<void>) {
  const admin = postgres(adminUrl, { max: 1 });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
