import { randomBytes } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import { servePglite } from "@/scripts/stack/pglite-server";

export type EmbeddedDatabaseOptions = {
  /** Where the data lives; null keeps it in memory. One process at a time may open a directory. */
  directory: string | null;
  /** A free one by default. */
  port?: number;
  password?: string;
  /** Called when the database has died under its clients. */
  onFatal?: (error: unknown) => void;
};

export type EmbeddedDatabase = {
  url: string;
  /** For the auth server. It goes through the same door as every other client. */
  connection: PostgresConnection;
  close: () => Promise<void>;
};

/** A PostgreSQL on loopback, inside this process. */
export async function startEmbeddedDatabase(
  options: EmbeddedDatabaseOptions,
): Promise<EmbeddedDatabase> {
  const db = await PGlite.create(options.directory === null ? {} : { dataDir: options.directory });
  const password = options.password ?? randomBytes(16).toString("hex");
  const server = await servePglite({
    db,
    port: options.port ?? 0,
    password,
    maxConnections: 200,
    onFatal: options.onFatal ?? (() => undefined),
  });
  const url = `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`;
  const connection = openAuthConnection(url);
  return {
    url,
    connection,
    close: async () => {
      await connection.close();
      await server.close();
      await db.close();
    },
  };
}

/** The auth server's own pool. Statements have no names: a transaction pooler may be in between. */
export function openAuthConnection(url: string): PostgresConnection {
  return createPostgresConnection({
    url,
    postgresOptions: { max: 4, prepare: false, connect_timeout: 10, onnotice: () => undefined },
  });
}
