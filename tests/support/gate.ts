import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The one way to a server, on a port of loopback that stays the same. */
export type Gate = {
  /** Where the server is reached through the gate. */
  url: string;
  /** Ends what goes through, and refuses what comes. */
  close: () => Promise<void>;
  open: () => Promise<void>;
};

/** Opens a gate to the server of a URL, such as a database: closed, the server is out of reach. */
export async function openGate(url: string): Promise<Gate> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;

  const open = async () => {
    if (server !== null) return;
    server = createServer((inner) => {
      const outer = connect(Number(target.port), target.hostname);
      for (const [socket, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The gate has no port.");
    port = address.port;
  };
  const close = async () => {
    if (server === null) return;
    const closed = once(server, "close");
    server.close();
    server = null;
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  await open();
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return { url: through.href, open, close };
}
