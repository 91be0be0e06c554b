import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { isLoopbackName } from "@/lib/domain/host-name";
import { StartError } from "@/scripts/start/report";

/** Every address through which a client of this machine could reach another process on the port. */
const addresses = ["127.0.0.1", "0.0.0.0", "::1", "::"];

/** @throws {StartError} where the port is in use, or not open to this user. */
export async function requireFreePort(port: number): Promise<void> {
  for (const address of addresses) {
    const code = await tryListen(port, address);
    if (code === "EADDRINUSE") {
      const next = port < 65_535 ? port + 1 : port - 1;
      throw new StartError(
        `Port ${port} is in use. Stop the process that uses it, or choose another: PORT=${next} npm start`,
      );
    }
    if (code === "EACCES") {
      throw new StartError(
        `Port ${port} can't be opened by this user. Choose one from 1024 upwards: PORT=3000 npm start`,
      );
    }
  }
}

/** The error code, or null where the address is free, or not one of this machine. */
function tryListen(port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "UNKNOWN"));
    server.listen({ port, host: address, ipv6Only: address.includes(":") }, () => {
      server.close(() => resolve(null));
    });
  });
}

/** A port of loopback that is free at the moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether only this machine reaches an app that listens on this address; undefined is every address. */
export const isThisMachineOnly = (host: string | undefined): boolean =>
  host !== undefined && isLoopbackName(host.includes(":") ? `[${host}]` : host);
