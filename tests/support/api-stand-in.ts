import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readAll } from "node:stream/consumers";

export type Asked = {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
};
type Reply = {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
};
type Handler = (asked: Asked) => Reply | Promise<Reply>;

/** A server on loopback that responds like the API, as far as a test has said how. */
export class ApiStandIn {
  readonly asked: Asked[] = [];
  readonly #routes = new Map<string, Handler>();
  readonly #server = createServer((request, response) => {
    void (async () => {
      const { method = "", url = "", headers } = request;
      const asked = { method, url, headers, body: await readAll(request) };
      this.asked.push(asked);
      const handler = this.#routes.get(`${method} ${url.split("?", 1).join()}`);
      const reply = (await handler?.(asked)) ?? problem(404, "NOT_FOUND", "There is nothing here.");
      const type = (reply.status ?? 200) >= 400 ? "application/problem+json" : "application/json";
      response.writeHead(reply.status ?? 200, { "Content-Type": type, ...reply.headers });
      response.end(reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json)));
    })();
  });

  static async start(): Promise<ApiStandIn> {
    const api = new ApiStandIn();
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param route A method and a path, as `GET /api/routines`. */
  on(route: string, handler: Handler | Reply): void {
    this.#routes.set(route, typeof handler === "function" ? handler : () => handler);
  }

  reset(): void {
    this.asked.length = 0;
    this.#routes.clear();
  }

  close = () =>
    new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
}

export const problem = (
  status: number,
  code: string,
  detail: string,
  errors: readonly object[] = [],
): Reply => ({
  status,
  json: { type: "about:blank", title: code, status, detail, code, request_id: "id", errors },
});
