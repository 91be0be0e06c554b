import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sql } from "drizzle-orm";
import { openDatabase, type Database } from "@/db/client";
import { addressOf } from "@/db/connections/database-url";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import { readEnvFile } from "@/scripts/stack/env-file";
import { lockFile } from "@/scripts/stack/file-lock";
import { requireDatabase } from "@/scripts/start/database";
import { findInstanceSealing } from "@/scripts/start/instance-sealing";
import { StartError } from "@/scripts/start/report";
import { readSettings, type Settings } from "@/scripts/start/settings";

/** The database of an instance, running or stopped. */
export type Place = {
  db: Database;
  /** For people: where the database is. */
  name: string;
  /** Makes what the migrations need to be there first. */
  prepare: () => Promise<void>;
  close: () => Promise<void>;
};

export type PlaceSettings = Settings & { keys: SealingKeys | null };

/**
 * The settings of the instance that the variables describe, as `npm start` reads them, with the keys of
 * what is sealed in its database.
 * @throws {EnvError} where a variable is malformed.
 */
export async function findPlace(
  variables: Record<string, string | undefined>,
  projectRoot: string,
): Promise<PlaceSettings> {
  const settings = readSettings(variables, { projectRoot, isDev: false });
  const directory = resolve(projectRoot, settings.directory);
  const sealing = await findInstanceSealing({ ...settings, directory });
  return { ...settings, directory, keys: sealing && readSealingKeys(sealing) };
}

/**
 * Opens the database of an instance: that of `DATABASE_URL`, else the embedded one, through the instance that
 * serves it or, where none does, in this process. `isNew` makes an embedded one that isn't there.
 * @throws {StartError} where it can't be used.
 */
export async function openPlace(
  { mode, directory, given }: PlaceSettings,
  { isNew }: { isNew: boolean },
): Promise<Place> {
  if (given.DATABASE_URL !== undefined) {
    await requireDatabase(given.DATABASE_URL);
    const url = given.DATABASE_URL;
    return openUrl(url, addressOf(url), async (db) => {
      if (mode === "supabase") return requireAuth(db);
      const { openAuthConnection } = await import("@/scripts/stack/embedded-database");
      const { prepareAuth } = await import("@/scripts/stack/auth-server");
      const connection = openAuthConnection(url);
      await prepareAuth(connection).finally(() => connection.close());
    });
  }
  if (isNew) await mkdir(directory, { recursive: true, mode: 0o700 });
  return openEmbedded(directory);
}

function openUrl(url: string, name: string, prepare: (db: Database) => Promise<void>): Place {
  const { db, close } = openDatabase(url, { maxConnections: 1, prepare: "off" });
  return { db, name, prepare: () => prepare(db), close };
}

async function requireAuth(db: Database): Promise<void> {
  const [auth] = await db.execute<{ present: boolean }>(
    sql`select to_regclass('auth.users') is not null as present`,
  );
  if (auth?.present === true) return;
  throw new StartError(
    "This database has no accounts yet. Start the auth server of SUPABASE_URL on it first: it makes their tables.",
  );
}

async function openEmbedded(directory: string): Promise<Place> {
  const missing = `There is no embedded database in ${directory}. Point OPSPULSE_DIR at the directory of an instance, or set DATABASE_URL.`;
  let lock: Awaited<ReturnType<typeof lockFile>>;
  try {
    lock = await lockFile(join(directory, "lock"), 0);
  } catch (error) {
    throw new StartError(missing, { cause: error });
  }
  if (lock === null) return openRunning(directory);
  try {
    const { startEmbeddedDatabase } = await import("@/scripts/stack/embedded-database");
    const { prepareAuth } = await import("@/scripts/stack/auth-server");
    const embedded = await startEmbeddedDatabase({ directory: join(directory, "database") });
    const place = openUrl(embedded.url, directory, () => prepareAuth(embedded.connection));
    return {
      ...place,
      close: async () => {
        await place.close();
        await embedded.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openRunning(directory: string): Promise<Place> {
  const stack = await readEnvFile(directory).catch((error: unknown) => {
    throw new StartError(
      `An instance in ${directory} is starting or stopping. Try again in a moment.`,
      { cause: error },
    );
  });
  return openUrl(stack.DATABASE_URL, `${directory}, through the instance that runs there`, () =>
    Promise.resolve(),
  );
}
