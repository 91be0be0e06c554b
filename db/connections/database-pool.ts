import { Connection, type ConnectionSettings } from "@/db/connections/connection";
import { ConnectionLostError } from "@/db/connections/connection-lost-error";
import { Deadline, deadlineSeconds } from "@/db/connections/deadline";
import { stayAwakeUntil } from "@/db/connections/function-lifetime";
import { hasErrorCode } from "@/db/connections/transient-error";

/** The longest wait for those who hold connections, when the pool closes. */
const CLOSE_SECONDS = 5;

/**
 * The state of SQL for a statement that wants to write on a server that only reads: another took
 * over, and has yet to be found.
 */
const READ_ONLY = "25006";

/** The states of SQL for a name that another session prepared, or that this one did already. */
const misplacedNames: ReadonlySet<string> = new Set(["26000", "42P05"]);

/** True where a statement that was prepared by name fails, and would succeed without one. */
function isNameError(error: unknown): boolean {
  if (hasErrorCode(error, (code) => misplacedNames.has(code))) return true;
  // Its table was altered.
  if (!(error instanceof Error)) return false;
  return error.message.includes("cached plan must not change") || isNameError(error.cause);
}

export type PoolLimits = {
  maxConnections: number;
  /** A connection that nobody needed for this long is closed. */
  idleSeconds: number;
};

/** What is run on a connection, in the time that it has. */
type Work<Result> = (connection: Connection, seconds: number | null) => Promise<Result>;

/** What a waiting caller gets: a connection, or null for the right to look again. */
type Turn = (connection: Connection | null) => void;

/**
 * The connections to one database, each for one holder at a time; who comes first is served first.
 *
 * Everything has a deadline that counts from its call and covers the wait for a connection, its
 * opening, and all statements. When it passes, that connection is destroyed, and so are those that
 * rest: what broke one has likely broken all. A connection that has rested for a while must give a
 * sign of life before it is used. A function that a platform would suspend stays awake while one rests.
 */
export class DatabasePool {
  readonly #settings: ConnectionSettings;
  readonly #limits: PoolLimits;
  readonly #connections = new Set<Connection>();
  /** The last one to rest is the first one to be used. */
  readonly #resting: Connection[] = [];
  readonly #waiting: Turn[] = [];
  #onEmpty: (() => void) | null = null;

  constructor(settings: ConnectionSettings, limits: PoolLimits) {
    this.#settings = settings;
    this.#limits = limits;
  }

  /**
   * Runs `work` on a connection of its own, and once more, without prepared statements from then
   * on, where they turn out not to work on this database.
   * @throws {DatabaseDeadlineError}
   */
  async use<Result>(work: Work<Result>): Promise<Result> {
    const mayPrepare = this.#settings.prepare !== "off";
    try {
      return await this.#attempt(work);
    } catch (error) {
      if (!mayPrepare || !isNameError(error)) throw error;
      this.#settings.prepare = "off";
      return this.#attempt(work);
    }
  }

  async #attempt<Result>(work: Work<Result>): Promise<Result> {
    const seconds = deadlineSeconds();
    const deadline = new Deadline(seconds);
    try {
      const connection = await this.#take(deadline);
      connection.holder = deadline;
      try {
        return await deadline.race(work(connection, seconds), (error) =>
          this.#distrust(connection, error),
        );
      } catch (error) {
        if (hasErrorCode(error, (code) => code === READ_ONLY)) {
          this.#distrust(connection, new ConnectionLostError());
        }
        throw error;
      } finally {
        this.#giveBack(connection);
      }
    } finally {
      deadline.clear();
    }
  }

  async #take(deadline: Deadline): Promise<Connection> {
    for (;;) {
      if (this.#onEmpty !== null) throw new ConnectionLostError("CONNECTION_ENDED");
      const rested = this.#resting.pop();
      if (rested !== undefined) {
        const distrust = (error: Error) => this.#distrust(rested, error);
        if (rested.wake() || (await deadline.race(rested.responds(), distrust))) return rested;
        distrust(new ConnectionLostError());
      } else if (this.#connections.size < this.#limits.maxConnections) {
        return this.#open(deadline);
      } else {
        const connection = await this.#takeTurn(deadline);
        if (connection !== null) return connection;
      }
    }
  }

  async #open(deadline: Deadline): Promise<Connection> {
    const connection = new Connection(this.#settings, (lost) => this.#forget(lost));
    this.#connections.add(connection);
    try {
      await deadline.race(connection.open(), (error) => connection.destroy(error));
      return connection;
    } catch (error) {
      connection.destroy(new ConnectionLostError("CONNECTION_CLOSED", { cause: error }));
      throw error;
    }
  }

  #takeTurn(deadline: Deadline): Promise<Connection | null> {
    let turn: Turn = () => undefined;
    const given = new Promise<Connection | null>((resolve) => (turn = resolve));
    this.#waiting.push(turn);
    return deadline.race(given, () => this.#waiting.splice(this.#waiting.indexOf(turn), 1));
  }

  #giveBack(connection: Connection): void {
    if (connection.isLost) return;
    connection.holder = null;
    if (connection.isOld || this.#onEmpty !== null) {
      void connection.end();
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(connection);
      return;
    }
    this.#resting.push(connection);
    const rested = connection.rest(this.#limits.idleSeconds, () => {
      this.#resting.splice(this.#resting.indexOf(connection), 1);
      void connection.end();
    });
    stayAwakeUntil(rested);
  }

  #distrust(connection: Connection, error: Error): void {
    connection.destroy(error);
    for (const other of this.#resting.splice(0)) other.destroy(error);
  }

  #forget(lost: Connection): void {
    this.#connections.delete(lost);
    const place = this.#resting.indexOf(lost);
    if (place !== -1) this.#resting.splice(place, 1);
    this.#waiting.shift()?.(null);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  /** Closes every connection, at once where it rests, else when its holder is done. Bounded. */
  async close(): Promise<void> {
    const emptied = new Promise<void>((resolve) => (this.#onEmpty = resolve));
    for (const turn of this.#waiting.splice(0)) turn(null);
    for (const connection of this.#resting.splice(0)) void connection.end();
    if (this.#connections.size === 0) return;
    const deadline = new Deadline(CLOSE_SECONDS);
    const destroyAll = () => {
      for (const connection of this.#connections) {
        connection.destroy(new ConnectionLostError("CONNECTION_ENDED"));
      }
    };
    await deadline.race(emptied, destroyAll).catch(() => undefined);
    deadline.clear();
  }
}
