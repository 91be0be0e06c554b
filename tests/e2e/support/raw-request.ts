import { request as sendHttp, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { appUrl } from "@/tests/e2e/support/app";

export type RawResponse = { status: number; headers: IncomingHttpHeaders; body: string };

/**
 * A request to the app over loopback with exactly these headers, `Host`, `Origin` and `Cookie` among
 * them, which `fetch` would set or refuse. Redirects aren't followed.
 */
export function sendRaw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawResponse> {
  const { method = "GET", headers = {}, body } = options;
  const { host, port } = new URL(appUrl());
  return new Promise((resolve, reject) => {
    const request = sendHttp(
      { host: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent: false },
      (response) => {
        text(response).then(
          (read) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read }),
          reject,
        );
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}
