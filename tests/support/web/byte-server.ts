import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A piece of an answer: bytes as a Latin-1 string (`{origin}` and `{host}` stand for the server's own) or
 * in hex, the same bytes many times, byte by byte with a pause, a pause, bytes without an end, a date in one
 * of the forms of RFC 9110 (seconds ahead), or what becomes of the socket. Pauses are in milliseconds. Without `then` the socket is ended.
 */
export type Part =
  | string
  | { hex: string }
  | { repeat: string; times: number }
  | { drip: string; every: number }
  | { wait: number }
  | { forever: string; times: number; every: number }
  | { date: "imf" | "rfc850" | "asctime"; ahead: number }
  | { then: "end" | "reset" | "stay" };

/** What is sent to each request of a socket in turn; later requests get the last answer. */
export type Turns = readonly (readonly Part[])[];

/** A request as it came, its head in Latin-1. */
export type SeenRequest = {
  method: string;
  target: string;
  head: string;
  body: string;
  /** Its `Cookie` and `Content-Length` fields; empty where it has none. */
  cookie: string;
  length: string;
};

export type ByteServer = {
  origin: string;
  port: number;
  /** Requests that came, echoes included, first to last. */
  seen: readonly SeenRequest[];
  close: () => Promise<void>;
};

const bytesOf = (part: string, server: { origin: string; host: string }) =>
  Buffer.from(
    part.replaceAll("{origin}", server.origin).replaceAll("{host}", server.host),
    "latin1",
  );

function dateText({ date, ahead }: { date: string; ahead: number }): string {
  const then = new Date(Date.now() + ahead * 1_000);
  const imf = then.toUTCString();
  const [day = "", number = "", month = "", year = "", time = ""] = imf.replace(",", "").split(" ");
  if (date === "asctime") return `${day} ${month} ${number.replace(/^0/, " ")} ${time} ${year}`;
  const weekday = then.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  return date === "imf" ? imf : `${weekday}, ${number}-${month}-${year.slice(2)} ${time} GMT`;
}

async function play(
  socket: net.Socket,
  parts: readonly Part[],
  server: { origin: string; host: string },
): Promise<void> {
  for (const part of parts) {
    if (typeof part === "string") socket.write(bytesOf(part, server));
    else if ("hex" in part) socket.write(Buffer.from(part.hex, "hex"));
    else if ("repeat" in part) socket.write(Buffer.from(part.repeat.repeat(part.times), "latin1"));
    else if ("date" in part) socket.write(dateText(part));
    else if ("wait" in part) await sleep(part.wait);
    else if ("drip" in part) {
      for (const byte of bytesOf(part.drip, server)) {
        socket.write(Buffer.of(byte));
        await sleep(part.every);
      }
    } else if ("forever" in part) {
      const block = Buffer.from(part.forever.repeat(part.times), "latin1");
      while (!socket.destroyed) {
        if (!socket.write(block)) {
          await Promise.race([once(socket, "drain"), once(socket, "close")]);
        }
        await sleep(part.every);
      }
    } else if (part.then === "stay") return;
    else if (part.then === "reset") socket.resetAndDestroy();
    else socket.end();
  }
  socket.end();
}

/** The first whole request of what a socket has received, and how long it is. */
function readRequest(received: Buffer): { request: SeenRequest; length: number } | null {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const head = received.toString("latin1", 0, end);
  const field = (name: string) => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1] ?? "";
  const bodyLength = Number(field("content-length"));
  const length = end + 4 + bodyLength;
  if (received.length < length) return null;
  const [method = "", target = ""] = head.split(" ");
  return {
    request: {
      method,
      target,
      head,
      body: received.toString("utf8", end + 4, length),
      cookie: field("cookie"),
      length: field("content-length"),
    },
    length,
  };
}

function echo(request: SeenRequest): readonly Part[] {
  const json = Buffer.from(JSON.stringify(request));
  return [
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\nConnection: close\r\n\r\n`,
    ...(request.method === "HEAD" ? [] : [{ hex: json.toString("hex") }]),
  ];
}

/**
 * A server on 127.0.0.1 that answers byte for byte: each path of `answers` with what stands there, and
 * every path below `/echo` with the request as JSON.
 */
export async function startByteServer(
  answers: Readonly<Record<string, Turns>>,
): Promise<ByteServer> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    let turn = 0;
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const read = readRequest(received);
      if (read === null) return;
      received = received.subarray(read.length);
      seen.push(read.request);
      const path = read.request.target.split("?", 1)[0] ?? "";
      const turns = answers[path];
      const parts = path.startsWith("/echo")
        ? echo(read.request)
        : (turns?.[Math.min(turn, turns.length - 1)] ?? [
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
          ]);
      turn += 1;
      void play(socket, parts, { origin, host });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  return {
    origin,
    port,
    seen,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
