import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { startEmbeddedServer } from "@/tests/support/embedded-server";
import { startPostgresServer } from "@/tests/support/postgres-server";
import { databaseKind, TEMPLATES } from "@/tests/support/test-stage";
import type { Template } from "@/tests/support/test-stage";

/**
 * Prepares, once for the whole run, the databases that the suites clone. A suite that has not closed
 * its database by the end fails the run.
 */
export default async function prepareDatabases() {
  const directory = await mkdtemp(join(tmpdir(), "opspulse-test-"));
  const openDatabases = join(directory, "open");
  await mkdir(openDatabases);
  process.env.OPSPULSE_TEST_DIRECTORY = directory;

  const stopServer = await prepare(directory).catch(async (error: unknown) => {
    await rm(directory, { recursive: true });
    throw error;
  });

  return async () => {
    const forgetful = await Promise.all(
      (await readdir(openDatabases)).map((name) => readFile(join(openDatabases, name), "utf8")),
    );
    await stopServer();
    await rm(directory, { recursive: true });
    if (forgetful.length > 0) {
      throw new Error(`These suites did not close their test database: ${forgetful.join(", ")}`);
    }
  };
}

async function prepare(directory: string): Promise<() => Promise<void>> {
  if (databaseKind() === "postgres") return preparePostgres();
  await prepareEmbedded(directory);
  return async () => undefined;
}

async function preparePostgres() {
  const server = await startPostgresServer();
  process.env.OPSPULSE_TEST_POSTGRES_URL = server.adminUrl;
  console.log(`The integration tests run on the PostgreSQL in ${server.binDirectory}.`);
  const admin = postgres(server.adminUrl, { max: 1 });
  try {
    let origin = "template0";
    for (const template of TEMPLATES) {
      await admin`create database ${admin(template)} template ${admin(origin)}`;
      await fill[template](new URL(template, server.adminUrl).href);
      await admin`alter database ${admin(template)} with is_template true allow_connections false`;
      origin = template;
    }
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await admin.end();
  }
  return server.stop;
}

async function prepareEmbedded(directory: string) {
  console.log("The integration tests run on the embedded database.");
  const server = await startEmbeddedServer();
  try {
    for (const template of TEMPLATES) {
      await fill[template](server.url);
      await writeFile(join(directory, template), (await server.dump()).stream());
    }
  } finally {
    await server.close();
  }
}

/** What each template has beyond the one before it. */
const fill: Record<Template, (url: string) => Promise<void>> = {
  auth_only: async (url) => {
    const connection = openAuthConnection(url);
    try {
      await prepareAuth(connection);
    } finally {
      await connection.close();
    }
  },
  migrated: async (url) => {
    const { db, close } = openDatabase(url, { maxConnections: 1 });
    try {
      await migrateDatabase(db);
    } finally {
      await close();
    }
  },
};
