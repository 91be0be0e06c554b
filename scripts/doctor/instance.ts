import type { SQL } from "drizzle-orm";
import { request, type Dispatcher } from "undici";
import { openDatabase, type Database } from "@/db/client";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { SealingVariables } from "@/scripts/stack/secrets";
import { requireDatabase } from "@/scripts/start/database";
import { reasonOf } from "@/scripts/start/report";
import type { Settings } from "@/scripts/start/settings";

/** The settings of an instance, and where it and its stack are reached. */
export type InstanceSettings = Settings & {
  projectRoot: string;
  /** As the process has them. */
  variables: Record<string, string | undefined>;
  /** The app, for the doctor's own requests. */
  url: string;
  databaseUrl: string;
  authUrl: string;
  publishableKey: string;
  cronSecret: string | null;
  sealing: SealingVariables | null;
};

/** A response, with its headers by lower-case name. */
export type Reply = { status: number; headers: ReadonlyMap<string, string>; body: string };

const ASK_WITHIN_MS = 15 * SECOND_MS;

/** A running instance, as far as the doctor can see and ask it. */
export class Instance {
  readonly settings: InstanceSettings;
  #connection: Promise<ReturnType<typeof openDatabase>> | undefined;

  constructor(settings: InstanceSettings) {
    this.settings = settings;
  }

  /** @throws {StartError} where the database can't be used, with its address and the reason. */
  async database(): Promise<Database> {
    this.#connection ??= this.#connect();
    return (await this.#connection).db;
  }

  async #connect() {
    const { databaseUrl } = this.settings;
    await requireDatabase(databaseUrl);
    return openDatabase(databaseUrl, { maxConnections: 1 });
  }

  async query<Row extends Record<string, unknown>>(statement: SQL): Promise<Row[]> {
    const db = await this.database();
    const rows: readonly unknown[] = await db.execute(statement);
    return rows as Row[];
  }

  /**
   * Sends a GET without following redirects. A `host` header is sent as given.
   * @throws {Error} where there is no response.
   */
  async ask(url: URL, headers: Record<string, string> = {}): Promise<Reply> {
    let response: Dispatcher.ResponseData;
    try {
      response = await request(url, { headers, signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    } catch (error) {
      throw new Error(`no response from ${url.origin} (${reasonOf(error)})`, { cause: error });
    }
    return {
      status: response.statusCode,
      headers: new Map(
        Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
      ),
      body: await response.body.text(),
    };
  }

  askApp(path: string, headers?: Record<string, string>): Promise<Reply> {
    return this.ask(new URL(path, this.settings.url), headers);
  }

  /** Asks what Supabase serves at its URL, or the local auth server, as anybody can. */
  askSupabase(path: string): Promise<Reply> {
    const { authUrl, publishableKey } = this.settings;
    return this.ask(new URL(path, authUrl), { apikey: publishableKey });
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.close();
  }
}
