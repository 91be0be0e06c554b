import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Responds to the request for a path, once it has been counted. */
type Respond = (path: string, response: ServerResponse) => Promise<void>;

const respondAtOnce: Respond = async (_, response) => {
  await delay(20);
  response.writeHead(200, { "content-type": "text/plain" }).end("ok");
};

/** An endpoint on loopback that counts the requests of each slot, by their idempotency key. */
export async function startSlotReceiver(respond = respondAtOnce) {
  const requestsBySlot = new Map<string, number>();
  const server = createServer((request, response) => {
    const { "idempotency-key": key, "opspulse-scheduled-for": slot } = request.headers;
    if (slot !== undefined) {
      requestsBySlot.set(String(key), (requestsBySlot.get(String(key)) ?? 0) + 1);
    }
    request.resume();
    void respond(request.url ?? "/", response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requestsBySlot,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
