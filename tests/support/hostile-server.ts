import { once } from "node:events";
import net from "node:net";

/** Called when the head of a request has arrived. */
export type Behaviour = (socket: net.Socket, head: string) => void;

export type HostileServer = {
  port: number;
  origin: string;
  /** The bytes received, one entry for each connection. */
  requests: readonly string[];
  /** Connections accepted so far, and those that are still open. */
  accepted: () => number;
  open: () => number;
  close: () => Promise<void>;
};

/**
 * A TCP server on 127.0.0.1 that sends whatever bytes the test says.
 * With `atOnce` the behaviour runs on connection, before anything was asked.
 */
export async function startHostileServer(
  behave: Behaviour,
  { atOnce = false }: { atOnce?: boolean } = {},
): Promise<HostileServer> {
  const requests: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const index = requests.push("") - 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let hasBehaved = atOnce;
    socket.on("data", (chunk) => {
      const received = `${requests[index] ?? ""}${chunk.toString("latin1")}`;
      requests[index] = received;
      if (!hasBehaved && received.includes("\r\n\r\n")) {
        hasBehaved = true;
        behave(socket, received);
      }
    });
    if (atOnce) {
      behave(socket, "");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The server has no port");
  }
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    accepted: () => requests.length,
    open: () => sockets.size,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}

/** Sends the same bytes again and again until the other side hangs up. */
export function flood(socket: net.Socket, bytes: string): void {
  const block = bytes.repeat(Math.ceil(16_384 / bytes.length));
  const write = () => {
    while (!socket.destroyed && socket.write(block)) {
      // Goes on until the buffer is full, then waits for room.
    }
  };
  socket.on("drain", write);
  write();
}

/** Sends the bytes one every few milliseconds, starting again at the end. */
export function drip(socket: net.Socket, bytes: string, everyMs = 10): void {
  let index = 0;
  const timer = setInterval(() => {
    socket.write(bytes.charAt(index % bytes.length));
    index += 1;
  }, everyMs);
  socket.on("close", () => {
    clearInterval(timer);
  });
}

/** An honest response that leaves the connection open. */
export const respondWith =
  (status: number, headers: Record<string, string> = {}, body = ""): Behaviour =>
  (socket) => {
    const lines = Object.entries({ "content-length": String(body.length), ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`HTTP/1.1 ${status} X\r\n${lines.join("")}\r\n${body}`);
  };
