import type { SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Env } from "@/lib/env";
import { ask, type Reply } from "@/lib/services/instance/ask";

/** The settings of an instance, and where it and its stack are reached. */
export type InstanceSettings = {
  env: Env;
  /** As the process has them. */
  variables: Record<string, string | undefined>;
  /** The app, for requests to it. */
  url: string;
  /** Whether the app itself asks: what it can't reach may still be there for others. */
  isInside: boolean;
  databaseUrl: string;
  authUrl: string;
  publishableKey: string;
  cronSecret: string | null;
  sealing: { SECRETS_KEY: string; SECRETS_KEY_PREVIOUS?: string } | null;
  /** The address that the app listens on; undefined is every address. */
  host: string | undefined;
  hasDemo: boolean;
  /** Where the database of an embedded instance is on this machine; null elsewhere. */
  dataDirectory: string | null;
};

type Connection = { db: Database; close: () => Promise<void> };

/** A running instance, as far as its operator can see and ask it. */
export class Instance<Settings extends InstanceSettings = InstanceSettings> {
  readonly settings: Settings;
  readonly #connect: () => Promise<Connection>;
  #connection: Promise<Connection> | undefined;

  /** @param connect opens the service connection, when it is first needed. */
  constructor(settings: Settings, connect: () => Promise<Connection>) {
    this.settings = settings;
    this.#connect = connect;
  }

  /** @throws where the database can't be used, with its address and the reason. */
  async database(): Promise<Database> {
    this.#connection ??= this.#connect();
    return (await this.#connection).db;
  }

  async query<Row extends Record<string, unknown>>(statement: SQL): Promise<Row[]> {
    const db = await this.database();
    const rows: readonly unknown[] = await db.execute(statement);
    return rows as Row[];
  }

  askApp(path: string, headers?: Record<string, string>): Promise<Reply> {
    return ask(new URL(path, this.settings.url), headers);
  }

  /** Asks what Supabase serves at its URL, or the local auth server, as anybody can. */
  askSupabase(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    const { authUrl, publishableKey } = this.settings;
    return ask(new URL(path, authUrl), { apikey: publishableKey, ...headers });
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.close();
  }
}
