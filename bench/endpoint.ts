import net from "node:net";

/**
 * The endpoint of the benchmarks, in a process of its own: HTTP/1.1 on loopback with keep-alive, as
 * cheap as possible so that it is not what is measured. It notes when each request arrived.
 */

export type EndpointMessage =
  | { type: "listening"; port: number }
  | { type: "arrivals"; arrivals: [path: string, atMs: number][] };

const delayMs = Number(process.argv[2] ?? 0);
const arrivals: [path: string, atMs: number][] = [];

/** Paths that begin with `/fail/` get a 503. */
const response = (path: string, isLast: boolean) =>
  `HTTP/1.1 ${path.startsWith("/fail/") ? "503 Service Unavailable" : "200 OK"}\r\ncontent-length: 2\r\n${isLast ? "connection: close" : "connection: keep-alive\r\nkeep-alive: timeout=5"}\r\n\r\nok`;

function serve(socket: net.Socket): void {
  let pending = "";
  socket.setNoDelay(true);
  socket.setTimeout(5_000, () => socket.destroy());
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    pending += chunk.toString("latin1");
    for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
      const head = pending.slice(0, end);
      pending = pending.slice(end + 4);
      const path = head.split(" ", 2)[1] ?? "";
      arrivals.push([path, performance.timeOrigin + performance.now()]);
      const isLast = head.includes("connection: close");
      const send = () =>
        isLast ? socket.end(response(path, true)) : socket.write(response(path, false));
      if (delayMs === 0) send();
      else setTimeout(send, delayMs);
    }
  });
}

const report = (message: EndpointMessage) => process.send?.(message);

const server = net.createServer(serve);
server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The endpoint has no port.");
  report({ type: "listening", port: address.port });
});

process.on("message", () => report({ type: "arrivals", arrivals: arrivals.splice(0) }));
process.on("disconnect", () => process.exit());
