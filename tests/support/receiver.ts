import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type ReceivedRequest = {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
};

/**
 * A real HTTP server on loopback that remembers what it was sent. `/status/{code}` answers with that
 * code, `/hold` answers only after `release()`, everything else with 200.
 */
export async function startReceiver() {
  const requests: ReceivedRequest[] = [];
  let inFlight = 0;
  let maxInFlight = 0;
  let release: () => void = () => undefined;
  let released = new Promise<void>((resolve) => (release = resolve));

  const server = createServer((request, response) => {
    inFlight += 1;
    maxInFlight = Math.max(maxInFlight, inFlight);
    response.on("close", () => (inFlight -= 1));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      requests.push({
        method: request.method ?? "",
        path,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      const code = Number(/^\/status\/(\d{3})/.exec(path)?.[1] ?? 200);
      const answer = () => response.writeHead(code, { "content-type": "text/plain" }).end("ok");
      if (path.startsWith("/hold")) void released.then(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    inFlight: () => inFlight,
    maxInFlight: () => maxInFlight,
    release: () => release(),
    holdAgain: () => {
      released = new Promise<void>((resolve) => (release = resolve));
    },
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
