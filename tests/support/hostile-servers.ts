import { afterEach, expect, vi } from "vitest";
import { startHostileServer, type HostileServer } from "@/tests/support/hostile-server";

/** Starts hostile servers, each of which is closed with the test that asked for it. */
export function serveInTests(): typeof startHostileServer {
  const servers: HostileServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return async (behave, options) => {
    const server = await startHostileServer(behave, options);
    servers.push(server);
    return server;
  };
}

/** Waits until so many connections to the server are open, and fails where that does not come. */
export const untilOpen = (server: HostileServer, count: number) =>
  vi.waitFor(() => expect(server.open()).toBe(count), { timeout: 20_000, interval: 10 });
