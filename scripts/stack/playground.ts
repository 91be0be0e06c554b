import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { namesLoopback } from "@/lib/domain/host-name";

const LONGEST_DELAY_MS = 30_000;
const LARGEST_BODY_BYTES = 65_536;

export type Playground = { url: string; port: number; close: () => Promise<void> };

/** Endpoints to try routines on, on loopback: fast, slow, flaky, failing, redirecting, echoing. */
export async function startPlayground(options: { port?: number } = {}): Promise<Playground> {
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://playground.invalid");
  const status = /^\/status\/(\d{3})$/.exec(url.pathname)?.[1];
  if (!namesLoopback(request.headers.host)) {
    sendJson(response, 421, { error: "This host is not the playground's." });
  } else if (url.pathname === "/ok") {
    sendJson(response, 200, { ok: true });
  } else if (url.pathname === "/slow") {
    const delayMs = numberBetween(url.searchParams.get("ms"), 0, LONGEST_DELAY_MS, 1_000);
    const timer = setTimeout(() => sendJson(response, 200, { waited_ms: delayMs }), delayMs);
    response.once("close", () => clearTimeout(timer));
  } else if (url.pathname === "/flaky") {
    const isUnlucky = Math.random() < numberBetween(url.searchParams.get("p"), 0, 1, 0.5);
    sendJson(response, isUnlucky ? 500 : 200, { ok: !isUnlucky });
  } else if (url.pathname === "/redirect") {
    response.writeHead(302, { location: localPath(url.searchParams.get("to")) }).end();
  } else if (url.pathname === "/echo") {
    await echo(request, response, url);
  } else if (status !== undefined && Number(status) >= 200 && Number(status) <= 599) {
    sendJson(response, Number(status), { status: Number(status) });
  } else {
    sendJson(response, 404, { error: "There is nothing here.", endpoints });
  }
}

const endpoints = [
  "/ok",
  "/slow?ms=1000",
  "/flaky?p=0.5",
  "/status/503",
  "/redirect?to=/ok",
  "/echo",
] as const;

async function echo(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY_BYTES) {
    sendJson(response, 413, { error: `A body may have ${LARGEST_BODY_BYTES} bytes.` });
    return;
  }
  sendJson(response, 200, {
    method: request.method,
    path: url.pathname + url.search,
    headers: request.headers,
    body: (await text(request)).slice(0, LARGEST_BODY_BYTES),
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(status === 204 || status === 304 ? undefined : `${JSON.stringify(body)}\n`);
}

function numberBetween(given: string | null, min: number, max: number, fallback: number): number {
  const value = given === null || given.trim() === "" ? Number.NaN : Number(given);
  return Number.isFinite(value) ? Math.min(Math.max(value, min), max) : fallback;
}

/** Only a path of this server: `//host` and `/\host` would lead away from it. */
function localPath(given: string | null): string {
  return given !== null && /^\/(?![/\\])[!-~]*$/.test(given) ? given : "/ok";
}
