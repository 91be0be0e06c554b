import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { tlsCertificates, tlsKeys } from "@/tests/support/web/tls-certificates";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

/** A server that is met at an https URL. */
export type TlsCase = {
  /** What is sent, from the server's own certificate on. Default: a good one with its intermediate. */
  chain?: readonly (keyof typeof tlsCertificates)[];
  key?: keyof typeof tlsKeys;
  options?: tls.TlsOptions;
  /** Instead of TLS: bytes in Latin-1 after the first that come, or at once; then the socket is closed. */
  bytes?: string;
  isFirst?: boolean;
  /** Instead of TLS: the socket is reset after the first bytes that come. */
  isReset?: boolean;
};

function serveBytes({ bytes = "", isFirst = false, isReset = false }: TlsCase): net.Server {
  return net.createServer((socket) => {
    socket.on("error", () => undefined);
    const answer = () => {
      if (isReset) socket.resetAndDestroy();
      else socket.end(Buffer.from(bytes, "latin1"));
    };
    if (isFirst) answer();
    else socket.once("data", answer);
  });
}

function serveTls({ chain = ["leaf", "intermediate"], key = "leaf", options = {} }: TlsCase) {
  const server = tls.createServer(
    { cert: chain.map((name) => tlsCertificates[name]).join(""), key: tlsKeys[key], ...options },
    (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(OK));
    },
  );
  return server.on("tlsClientError", () => undefined);
}

/** Runs `work` with the port of such a server on 127.0.0.1, and closes it. */
export async function withTlsServer<Result>(
  given: TlsCase,
  work: (port: number) => Promise<Result>,
): Promise<Result> {
  const isTls = given.bytes === undefined && given.isReset === undefined;
  const server = isTls ? serveTls(given) : serveBytes(given);
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
