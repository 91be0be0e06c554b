import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** How a server says that a transaction was committed: the tag of CommandComplete. */
const COMMITTED = Buffer.from("COMMIT\0");

/**
 * A way to a database that can be cut: a relay on loopback. Its own port stays, wherever it leads.
 */
export async function startDatabaseLink(databaseUrl: string) {
  const sockets = new Set<Socket>();
  let databasePort = Number(new URL(databaseUrl).port);
  let isCut = false;
  let losesCommit = false;
  let refusals = 0;
  const clients = new Map<Socket, { isSilent: boolean }>();
  let silencesNew = false;

  const server = createServer((client) => {
    if (isCut) {
      refusals += 1;
      client.resetAndDestroy();
      return;
    }
    const database = connect(databasePort, "127.0.0.1");
    const relay = { isSilent: silencesNew };
    clients.set(client, relay);
    client.once("close", () => clients.delete(client));
    const hangUp = () => {
      if (relay.isSilent && !isCut) return;
      client.resetAndDestroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", hangUp);
      socket.on("close", () => {
        sockets.delete(socket);
        hangUp();
      });
    }
    client.on("data", (chunk: Buffer) => {
      if (!relay.isSilent) database.write(chunk);
    });
    database.on("data", (chunk: Buffer) => {
      if (relay.isSilent) return;
      if (losesCommit && chunk.includes(COMMITTED)) {
        losesCommit = false;
        hangUp();
      } else {
        client.write(chunk);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);

  const cut = () => {
    isCut = true;
    refusals = 0;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    /** Breaks every connection, and takes no other until `restore()`. */
    cut,
    connections: () => sockets.size,
    /** Connections that were refused since the last cut. */
    refusals: () => refusals,
    /**
     * From now on the connections carry nothing, without a word, as behind a firewall that forgot
     * them: neither end learns that the other one has left. New ones carry nothing until
     * `restore()` where `newToo`.
     */
    silence: ({ newToo = false } = {}) => {
      silencesNew = newToo;
      for (const relay of clients.values()) relay.isSilent = true;
    },
    /** Connections that a client has open. */
    clients: () => clients.size,
    restore: (port = databasePort) => {
      databasePort = port;
      isCut = false;
      silencesNew = false;
    },
    /** The next transaction is committed, and its client never hears of it. */
    loseNextCommit: () => {
      losesCommit = true;
    },
    isLosingCommit: () => losesCommit,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type DatabaseLink = Awaited<ReturnType<typeof startDatabaseLink>>;
