import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export type Endpoint = { url: string; close: () => Promise<void> };

/** A real HTTP server on loopback that answers as the test says. */
export async function startEndpoint(listener: RequestListener): Promise<Endpoint> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
