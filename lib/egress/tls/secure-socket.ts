import type net from "node:net";
import tls from "node:tls";
import type { Endpoint } from "@/lib/egress/endpoint";
import type { RequestScope } from "@/lib/egress/request-scope";
import { trustOf, type Authorities } from "@/lib/egress/tls/authorities";
import { explainCertificate } from "@/lib/egress/tls/explain-certificate";
import { explainHandshake, explainTlsAlert } from "@/lib/egress/tls/explain-handshake";

const hasCode = (error: Error): error is Error & { code: string } =>
  "code" in error && typeof error.code === "string";

/**
 * Speaks TLS over a socket, 1.2 or newer as is Node's default, and verifies the certificate for the host
 * of the URL, whatever the environment and the headers say. A TLS alert that comes later destroys the socket
 * with an `EgressError` that names it.
 * @throws {EgressError} `TLS`.
 */
export function secureSocket(
  socket: net.Socket,
  { hostname, address }: Endpoint,
  authorities: Authorities,
  scope: RequestScope,
): Promise<tls.TLSSocket> {
  const secured = scope.add(
    tls.connect({
      socket,
      host: hostname,
      // RFC 6066, section 3: literal addresses are not permitted as server names.
      ...(address === null && { servername: hostname }),
      ...trustOf(authorities),
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    }),
  );
  return new Promise((resolve, reject) => {
    let sent: tls.DetailedPeerCertificate | null = null;
    // Before Node judges the certificate: where it refuses it, it closes the socket, and nothing is left of
    // it. The other way to read it takes it out of the chain that is judged.
    secured.prependListener("secure", () => {
      sent = secured.getPeerCertificate(true);
    });
    secured.once("secureConnect", () => {
      // Node reports an alert as an event alone, after which the socket seems to have ended in order.
      secured.on("error", (error: Error) => {
        const alert = explainTlsAlert(hostname, error);
        if (alert !== null) secured.destroy(alert);
      });
      resolve(secured);
    });
    secured.once("close", () => {
      const error = secured.errored;
      reject(
        sent !== null && error !== null && hasCode(error)
          ? explainCertificate(hostname, error, sent)
          : explainHandshake(hostname, { error, receivedBytes: socket.bytesRead }),
      );
    });
  });
}
