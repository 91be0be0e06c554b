import { connect } from "node:net";
import { appUrl } from "@/tests/e2e/support/app";

export type RawRequest = {
  method: string;
  /** As it stands in the request line. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
};

export type RawResponse = {
  /** 0 where nothing came. */
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
};

const SILENCE_MS = 30_000;

/** A request as it goes over the wire, of bytes: `fetch` would refuse or repair most of what is tried. */
function toBytes({ method, target, headers, body }: RawRequest): Buffer {
  const own = headers.some(([name]) => name.toLowerCase() === "host")
    ? []
    : [["Host", new URL(appUrl()).host] as const];
  const length = Buffer.byteLength(body, "latin1");
  const all = [
    ...own,
    ...headers,
    ...(length > 0 ? [["Content-Length", String(length)] as const] : []),
    ["Connection", "close"] as const,
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`, "latin1");
}

function parse(text: string): RawResponse {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, Math.max(end, 0)).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(" ")[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: unchunk(text.slice(end + 4), Object.fromEntries(headers)),
  };
}

function unchunk(body: string, headers: Readonly<Record<string, string>>): string {
  if (headers["transfer-encoding"] !== "chunked") return body;
  let whole = "";
  let rest = body;
  for (;;) {
    const line = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, line), 16);
    if (line === -1 || !(size > 0)) return whole;
    whole += rest.slice(line + 2, line + 2 + size);
    rest = rest.slice(line + 4 + size);
  }
}

/** Sends bytes to the app over a connection of their own, and reads until it closes. */
export function sendBytes(bytes: Buffer): Promise<RawResponse> {
  const { hostname, port } = new URL(appUrl());
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server may close before it has read everything. What it said before that counts.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(parse(Buffer.concat(chunks).toString("latin1"))));
    socket.write(bytes);
  });
}

export const sendRaw = (request: RawRequest): Promise<RawResponse> => sendBytes(toBytes(request));

/**
 * A request for a path of the app with exactly these headers, `Host`, `Origin` and `Cookie` among them.
 * Redirects aren't followed.
 */
export function requestPath(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawResponse> {
  const { method = "GET", headers = {}, body = "" } = options;
  return sendRaw({
    method,
    target: path,
    headers: Object.entries(headers),
    body: Buffer.from(body).toString("latin1"),
  });
}
