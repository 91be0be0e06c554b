import { setImmediate } from "node:timers/promises";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { Connection } from "@/lib/egress/connection";

export type PoolLimits = {
  /** From the dial to the last request over a socket: then the name is looked up and judged again. */
  maxAgeMs: number;
  /**
   * From the end of a response to the next request. Some endpoints promise to keep a socket and close
   * it right after the response: by then this is seen.
   */
  minRestMs: number;
  /** Sockets that wait at the same time, over all workspaces. */
  maxWaiting: number;
};

const defaultLimits: PoolLimits = { maxAgeMs: 10 * SECOND_MS, minRestMs: 50, maxWaiting: 800 };

/**
 * Connections that wait for another request of the same workspace to the same origin, and never for
 * another workspace's. They wait a second at most: whatever was promised, an endpoint that closes a
 * socket just when a request is written to it would look like one that fails. One pool serves
 * requests under one policy: a socket is judged when it is dialled, and for `maxAgeMs`.
 */
export class ConnectionPool {
  readonly #limits: PoolLimits;
  readonly #waiting = new Map<Connection, string>();
  /** Each list in the order in which they came. */
  readonly #byKey = new Map<string, Connection[]>();

  constructor(limits: Partial<PoolLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /**
   * The connection that has waited longest, or null. The caller gives it back or closes it. It was
   * seen open just before: a busy process may not have noticed yet that a socket was closed.
   */
  async take(key: string): Promise<Connection | null> {
    for (;;) {
      const connection = this.#byKey.get(key)?.[0];
      if (connection === undefined || connection.restedMs() < this.#limits.minRestMs) return null;
      this.#forget(connection);
      // The first may come before the sockets are polled again; between the two they are.
      await setImmediate();
      await setImmediate();
      if (connection.isReusable && connection.ageMs() < this.#limits.maxAgeMs) return connection;
      connection.close();
    }
  }

  /** Keeps a connection whose request has succeeded. Returns false where the caller must close it. */
  give(key: string, connection: Connection): boolean {
    const isFull = this.#waiting.size >= this.#limits.maxWaiting;
    const isOld = connection.ageMs() >= this.#limits.maxAgeMs;
    if (isFull || isOld || !connection.isReusable) return false;
    connection.rest(() => this.#forget(connection));
    this.#waiting.set(connection, key);
    const list = this.#byKey.get(key);
    if (list === undefined) this.#byKey.set(key, [connection]);
    else list.push(connection);
    return true;
  }

  #forget(connection: Connection): void {
    const key = this.#waiting.get(connection);
    if (key === undefined) return;
    this.#waiting.delete(connection);
    const others = this.#byKey.get(key)?.filter((other) => other !== connection) ?? [];
    if (others.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, others);
  }
}
