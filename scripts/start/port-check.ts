import { createServer } from "node:net";
import { StartError } from "@/scripts/start/report";

/** Every address through which a client of this machine could reach somebody else on the port. */
const addresses = ["127.0.0.1", "0.0.0.0", "::1", "::"];

/** @throws {StartError} where the port cannot be had. */
export async function requireFreePort(port: number): Promise<void> {
  for (const address of addresses) {
    const code = await tryListen(port, address);
    if (code === "EADDRINUSE") {
      throw new StartError(
        `Port ${port} is in use. Stop the process that uses it, or choose another: PORT=${nextPort(port)} npm start`,
      );
    }
    if (code === "EACCES") {
      throw new StartError(
        `Port ${port} can't be opened by this user. Choose one from 1024 upwards: PORT=3000 npm start`,
      );
    }
  }
}

function nextPort(port: number): number {
  return port < 65_535 ? port + 1 : port - 1;
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
