import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { ConnectionLostError } from "@/db/connections/connection-lost-error";
import { Deadline, DEADLINE_SECONDS } from "@/db/connections/deadline";
import { PreparedTexts } from "@/db/connections/prepared-texts";
import { SECOND_MS } from "@/lib/domain/time-units";

/** The longest wait for a new connection, and for one to each of several servers: the next may respond. */
const CONNECT_SECONDS = 10;
const CONNECT_EACH_SECONDS = 3;

/** The longest wait for a sign of life, and for the server to close a connection. */
const PING_SECONDS = 1;
const END_SECONDS = 5;

/** The longest rest after which a connection is used without a sign of life. */
const FRESH_MS = 500;

/** A connection is replaced after this time. */
const LIFETIME_MS = 2_700 * SECOND_MS;

export type PreparePolicy = "on" | "off" | "auto";

export type ConnectionSettings = {
  /** One for each server. */
  urls: readonly string[];
  /** The index of the server that was found last, which is tried first. Changes at any time. */
  server: number;
  /** Whether a server that only reads is passed over. */
  mustWrite: boolean;
  /** Whether statements are prepared by name. May be turned off at any time. */
  prepare: PreparePolicy;
  /** Whether the URL says that a transaction pooler is in between. */
  isPooled: boolean;
  /** Drizzle's own, by type. */
  parsers: Record<number, (value: string) => unknown>;
  serializers: Record<number, (value: unknown) => unknown>;
};

/** The parts of the driver's options that it passes to its undocumented option `socket`. */
type SocketAddress = { host: string[]; port: number[]; path?: string | false };

/** The statements that limit the server's side of a session or a transaction; 0 for no limit. */
function setLimits(scope: "session" | "local", seconds: number | null): string {
  const ms = (seconds ?? 0) * SECOND_MS;
  return `set ${scope} statement_timeout = ${ms}; set ${scope} idle_in_transaction_session_timeout = ${ms}`;
}

/**
 * One connection, for one holder at a time: a client of the driver with a single socket, which is
 * ours. It can so be destroyed at any moment, whatever the driver waits for, and it is never opened
 * a second time: the driver would do so in the middle of a transaction, and would end the process by
 * writing to the socket that is gone (postgres.js 3.4.9, issue 1154).
 */
export class Connection {
  readonly #settings: ConnectionSettings;
  #client: postgres.Sql | null = null;
  readonly #onLost: (lost: Connection) => void;
  readonly #texts = new PreparedTexts();
  readonly #endOfLifeMs = performance.now() + LIFETIME_MS;
  #socket: Socket | null = null;
  #failure: Error | null = null;
  #isDirect = false;
  #restingSince = { monotonicMs: 0, wallMs: 0 };
  #endRest = (): void => undefined;
  #restTimer: NodeJS.Timeout | undefined;

  /**
   * The deadline of who holds the connection, which ends with it: what runs on it then may never
   * settle, because the driver forgets a statement that comes between an error of the socket and
   * its end.
   */
  holder: Deadline | null = null;

  /** `onLost` is called once, when the connection is of no more use. */
  constructor(settings: ConnectionSettings, onLost: (lost: Connection) => void) {
    this.#settings = settings;
    this.#onLost = onLost;
  }

  get isLost(): boolean {
    return this.#failure !== null;
  }

  get isOld(): boolean {
    return performance.now() > this.#endOfLifeMs;
  }

  /**
   * Connects to the first server that will do, each tried once, beginning with the one that was found
   * last.
   */
  async open(): Promise<void> {
    const { urls, server: first } = this.#settings;
    for (let tried = 0; ; tried += 1) {
      const server = (first + tried) % urls.length;
      try {
        await this.#greet(urls[server] ?? "");
        this.#settings.server = server;
        break;
      } catch (error) {
        if (this.#failure !== null || tried + 1 >= urls.length) throw error;
        this.#socket?.destroy();
      }
    }
    if (this.#isDirect) await this.run(setLimits("session", DEADLINE_SECONDS));
  }

  /**
   * Connects to a server. Behind a pooler the backend is another than the one that the start of the
   * connection named, and may be another for each transaction: then nothing may be left in its session.
   */
  async #greet(url: string): Promise<void> {
    const client = this.#createClient(url);
    const found = await client.unsafe<{ pid: number; only_reads: boolean }[]>(
      "select pg_backend_pid() as pid, current_setting('transaction_read_only') = 'on' as only_reads",
    );
    if (this.#settings.mustWrite && found[0]?.only_reads === true) {
      throw new ConnectionLostError("CONNECTION_READ_ONLY");
    }
    if (this.#failure !== null) throw this.#failure;
    this.#isDirect = !this.#settings.isPooled && found.state.pid === found[0]?.pid;
    this.#client = client;
  }

  #createClient(url: string): postgres.Sql {
    const { urls, parsers, serializers } = this.#settings;
    let hasDialled = false;
    const options = {
      max: 1,
      // Decided for each statement.
      prepare: true,
      connect_timeout: urls.length > 1 ? CONNECT_EACH_SECONDS : CONNECT_SECONDS,
      idle_timeout: 0,
      max_lifetime: null,
      // The driver queries them on its own, and nobody can catch its error if the connection breaks
      // then.
      fetch_types: false,
      onnotice: () => undefined,
      // Until then the greeting rejects, and the next server may do.
      onclose: () => {
        if (this.#client === client) this.destroy(new ConnectionLostError());
      },
      socket: (address: SocketAddress) => {
        if (hasDialled) throw this.#failure ?? new ConnectionLostError();
        hasDialled = true;
        return this.#dial(address);
      },
    };
    const client: postgres.Sql = postgres(url, options);
    Object.assign(client.options.parsers, parsers);
    Object.assign(client.options.serializers, serializers);
    return client;
  }

  #dial({ host: [name], port: [port], path }: SocketAddress): Socket {
    if (this.#failure !== null || name === undefined || port === undefined) {
      throw this.#failure ?? new ConnectionLostError();
    }
    const socket = path ? connect(path) : connect(port, name);
    this.#socket = socket;
    // The driver reads the name that a certificate must have from its socket.
    return Object.assign(socket, { host: name });
  }

  /** Runs a statement, without a deadline of its own. Rows are arrays with `asArrays`. */
  async run(text: string, params: readonly unknown[] = [], asArrays = false): Promise<unknown> {
    if (this.#failure !== null || this.#client === null) {
      throw this.#failure ?? new ConnectionLostError();
    }
    const { prepare: policy } = this.#settings;
    const mayPrepare = policy === "auto" ? this.#isDirect : policy === "on";
    const query = this.#client.unsafe(text, [...params] as postgres.ParameterOrJSON<never>[], {
      prepare: mayPrepare && params.length > 0 && this.#texts.prepares(text),
    });
    try {
      return await (asArrays ? query.values() : query);
    } catch (error) {
      // What the server did not say itself came from a socket that is about to close.
      if (!(error instanceof postgres.PostgresError)) {
        this.destroy(error instanceof Error ? error : new ConnectionLostError());
      }
      throw error;
    }
  }

  /** Begins a transaction whose statements, and the pauses between them, have that long. */
  async begin(seconds: number | null): Promise<void> {
    const isLimited = this.#isDirect && seconds === DEADLINE_SECONDS;
    await this.run(isLimited ? "begin" : `begin; ${setLimits("local", seconds)}`);
  }

  /**
   * Runs a statement that can't be part of a transaction, and that has so long. Behind a pooler it has what
   * the server gives it.
   */
  async runAlone(text: string, seconds: number | null): Promise<unknown> {
    if (!this.#isDirect) return this.run(text);
    await this.run(setLimits("session", seconds));
    try {
      return await this.run(text);
    } finally {
      await this.run(setLimits("session", DEADLINE_SECONDS));
    }
  }

  /**
   * Starts a rest, after which `onTooLong` is called. Resolves when it is over: when the connection is
   * used again, or is closed.
   */
  rest(seconds: number, onTooLong: () => void): Promise<void> {
    this.#restingSince = { monotonicMs: performance.now(), wallMs: Date.now() };
    this.#restTimer = setTimeout(onTooLong, seconds * SECOND_MS);
    return new Promise((resolve) => (this.#endRest = resolve));
  }

  /** Ends the rest. False where it was so long that the connection may have died unnoticed. */
  wake(): boolean {
    clearTimeout(this.#restTimer);
    this.#endRest();
    const { monotonicMs, wallMs } = this.#restingSince;
    // The monotonic clock may stand still while a process is suspended, and a wall clock may be set.
    const restedMs = Math.max(performance.now() - monotonicMs, Math.abs(Date.now() - wallMs));
    return restedMs < FRESH_MS;
  }

  /** Whether the database still responds, and soon. */
  async responds(): Promise<boolean> {
    const deadline = new Deadline(PING_SECONDS);
    try {
      await deadline.race(this.run("select 1"), (error) => this.destroy(error));
      return true;
    } catch {
      return false;
    } finally {
      deadline.clear();
    }
  }

  /** Closes the connection in order, in a bounded time. */
  async end(): Promise<void> {
    clearTimeout(this.#restTimer);
    await this.#client?.end({ timeout: END_SECONDS });
    this.destroy(new ConnectionLostError());
  }

  /** Destroys the socket. */
  destroy(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    clearTimeout(this.#restTimer);
    this.#endRest();
    this.#socket?.destroy(error);
    this.#onLost(this);
    this.holder?.end(error);
  }
}
