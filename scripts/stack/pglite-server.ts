import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";
import {
  errorResponse,
  firstText,
  MessageReader,
  parseResponse,
  passwordRequest,
  queryMessage,
  readyForQuery,
  syncMessage,
  withoutBackendKey,
  type FrontendMessage,
} from "@/scripts/stack/postgres-messages";
import { Turns } from "@/scripts/stack/turns";

/**
 * Serves one PGlite to many PostgreSQL clients.
 *
 * PGlite has a single session, and so a single unnamed statement and a single transaction. A client
 * therefore holds the session from the first message of a query until the database is idle again:
 * let in message by message, as `@electric-sql/pglite-socket` does, two clients bind their
 * parameters to each other's statements.
 */

export type PgliteServerOptions = {
  db: PGlite;
  port: number;
  password: string;
  maxConnections: number;
  /** Called when the database itself has died. */
  onFatal: (error: unknown) => void;
  /** How long a client may hold the session without a message while others wait. */
  idleTurnMs?: number;
};

export type PgliteServer = { port: number; close: () => Promise<void> };

export async function servePglite(options: PgliteServerOptions): Promise<PgliteServer> {
  const turns = new Turns();
  const sessions = new Set<Promise<void>>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const session = new Session(socket, options, turns).run().finally(() => {
      sockets.delete(socket);
      sessions.delete(session);
    });
    sessions.add(session);
  });
  server.maxConnections = options.maxConnections;
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = closeServer(server);
      for (const socket of sockets) socket.destroy();
      await Promise.all(sessions);
      await closed;
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Also resolves where the connection is over: a socket that was destroyed never drains. */
function untilDrained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      socket.off("drain", settle).off("close", settle);
      resolve();
    };
    if (socket.destroyed) resolve();
    else socket.on("drain", settle).on("close", settle);
  });
}

/** PGlite ends its own process on this statement, because it cannot wait for the client's data. */
const COPY_FROM_CLIENT = /\bcopy\b[^;]*\bfrom\s+stdin\b/i;

class Session {
  readonly #socket: Socket;
  readonly #options: PgliteServerOptions;
  readonly #turns: Turns;
  readonly #reader = new MessageReader();
  #chunks: AsyncIterator<Buffer>;
  #giveBack: (() => void) | null = null;
  #hasStarted = false;
  #isInTransaction = false;
  /** After an error, the extended protocol ignores everything up to the next Sync. */
  #skipsToSync = false;

  constructor(socket: Socket, options: PgliteServerOptions, turns: Turns) {
    this.#socket = socket;
    this.#options = options;
    this.#turns = turns;
    this.#chunks = socket.iterator({ destroyOnReturn: false });
    socket.setNoDelay(true);
    // A client that goes away ends the iteration; the event needs no other handling.
    socket.on("error", () => undefined);
  }

  async run(): Promise<void> {
    try {
      if (await this.#start()) await this.#serve();
    } catch {
      // The connection broke, or the client did not speak the protocol: either way it is over.
    } finally {
      await this.#leave();
      this.#socket.destroy();
    }
  }

  async #start(): Promise<boolean> {
    const startup = await this.#readStartup();
    if (startup === null) return false;
    this.#socket.write(passwordRequest);
    const reply = await this.#nextMessage();
    if (reply?.type !== "p" || !isSameText(firstText(reply.bytes), this.#options.password)) {
      this.#socket.end(errorResponse("FATAL", "28P01", "The password is wrong."));
      return false;
    }
    const giveBack = await this.#turns.take();
    try {
      this.#socket.write(withoutBackendKey(await this.#ask(startup)));
    } finally {
      giveBack();
    }
    this.#hasStarted = true;
    return true;
  }

  async #readStartup(): Promise<Uint8Array | null> {
    for (;;) {
      const packet = this.#reader.nextStartupPacket();
      if (packet === null) {
        if (!(await this.#readMore())) return null;
      } else if (packet.kind === "encryption-request") {
        this.#socket.write("N");
      } else {
        return packet.kind === "startup" ? packet.bytes : null;
      }
    }
  }

  async #serve(): Promise<void> {
    for (;;) {
      const message = await this.#nextMessage();
      if (message === null || message.type === "X") return;
      if (this.#skipsToSync && message.type !== "S") continue;
      this.#giveBack ??= await this.#turns.take();
      const response = await this.#respond(message);
      if (!this.#socket.write(response)) await untilDrained(this.#socket);
    }
  }

  async #respond(message: FrontendMessage): Promise<Buffer> {
    const isExtended = "PBDECH".includes(message.type);
    const isCopy =
      (message.type === "Q" || message.type === "P") &&
      COPY_FROM_CLIENT.test(Buffer.from(message.bytes).toString("latin1"));
    const { bytes, status, hasFailed } = isCopy
      ? { bytes: copyRefused, status: null, hasFailed: true }
      : parseResponse(await this.#ask(message.bytes));
    if (status !== null) this.#isInTransaction = status !== "I";
    if (isExtended) {
      // PGlite announces after an error that it is ready, and announces it again at the Sync.
      this.#skipsToSync = hasFailed;
      return bytes;
    }
    this.#skipsToSync = false;
    const ready = status ?? (this.#isInTransaction ? "T" : "I");
    if (!this.#isInTransaction) this.#release();
    return Buffer.concat([bytes, readyForQuery(ready)]);
  }

  /**
   * Clears the session that all clients share, so that no error, transaction or setting of this one
   * reaches the next.
   */
  async #leave(): Promise<void> {
    if (!this.#hasStarted) return;
    this.#giveBack ??= await this.#turns.take();
    try {
      await this.#ask(syncMessage);
      if (this.#isInTransaction) await this.#ask(queryMessage("rollback"));
      await this.#ask(queryMessage("set session authorization default; reset role; reset all"));
    } catch {
      // The database has died, which `onFatal` has heard of.
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.#giveBack?.();
    this.#giveBack = null;
  }

  async #ask(bytes: Uint8Array): Promise<Uint8Array> {
    try {
      return Uint8Array.from(await this.#options.db.execProtocolRaw(bytes));
    } catch (error) {
      this.#options.onFatal(error);
      throw error;
    }
  }

  async #nextMessage(): Promise<FrontendMessage | null> {
    for (;;) {
      const message = this.#reader.nextMessage();
      if (message !== null) return message;
      if (!(await this.#readMore())) return null;
    }
  }

  async #readMore(): Promise<boolean> {
    const watch = this.#giveBack === null ? null : this.#watchIdleTurn();
    try {
      const chunk = await this.#chunks.next();
      if (chunk.done === true) return false;
      this.#reader.push(chunk.value);
      return true;
    } finally {
      clearInterval(watch ?? undefined);
    }
  }

  #watchIdleTurn(): NodeJS.Timeout {
    return setInterval(() => {
      if (!this.#turns.isAwaited) return;
      const text = "The connection held the embedded database for too long while others waited.";
      this.#socket.end(errorResponse("FATAL", "25P03", text));
      this.#socket.destroySoon();
    }, this.#options.idleTurnMs ?? 30_000);
  }
}

const copyRefused = errorResponse(
  "ERROR",
  "0A000",
  "The embedded database does not support COPY FROM STDIN. Use INSERT, or a PostgreSQL of your own.",
);

function isSameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
