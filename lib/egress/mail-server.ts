import type net from "node:net";
import { endpointOf } from "@/lib/egress/endpoint";
import { openConnection, type ConnectionPolicy } from "@/lib/egress/open-connection";
import { RequestScope } from "@/lib/egress/request-scope";

/**
 * Opens a TCP connection to the operator's own mail server, and closes it when `work` has ended or the
 * time is over. The server is allowed at this host and port, whatever its address: nobody but the
 * operator names it. Its name is looked up once, and only what was judged is dialled.
 * @param server.hostname as in a URL: IPv6 in brackets.
 * @throws {EgressError} `DNS`, `FORBIDDEN_TARGET`, `CONNECT` or `TIMEOUT`; and whatever `work` throws.
 */
export function withMailServer<Result>(
  server: { hostname: string; port: number },
  policy: ConnectionPolicy,
  timeoutMs: number,
  work: (socket: net.Socket) => Promise<Result>,
): Promise<Result> {
  const url = new URL(`http://${server.hostname}:${server.port}`);
  const allow = { ...policy.allow, endpoints: [...policy.allow.endpoints, endpointOf(url)] };
  const scope = new RequestScope(timeoutMs);
  return scope.run(async () => {
    const socket = await openConnection(url, { ...policy, allow }, scope);
    scope.enter("waiting for the response");
    return work(socket);
  });
}
