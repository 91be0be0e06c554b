import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { TLSSocket } from "node:tls";
import { reasonOf } from "@/lib/domain/instance/reason-of";
import { SECOND_MS } from "@/lib/domain/time-units";

/** A response, with its headers by lower-case name. */
export type Reply = {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
  /** Null over plain http. */
  tls: { protocol: string; expiresAt: Date } | null;
};

const ASK_WITHIN_MS = 15 * SECOND_MS;

/** What a page or a report of this project never comes near. */
const MAX_BYTES = 5_000_000;

/**
 * Sends a GET without following redirects. A `host` header is sent as given. Only for URLs that the
 * operator has set: nothing guards where they lead.
 * @throws {Error} where there is no response, naming the origin.
 */
export async function ask(url: URL, headers: Record<string, string> = {}): Promise<Reply> {
  try {
    return await send(url, headers);
  } catch (error) {
    throw new Error(`no response from ${url.origin} (${reasonOf(error)})`, { cause: error });
  }
}

function send(url: URL, headers: Record<string, string>): Promise<Reply> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false, signal: AbortSignal.timeout(ASK_WITHIN_MS) })
      .once("response", (response) => {
        read(response).then(resolve, reject);
      })
      .once("error", reject)
      .end();
  });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const { socket } = response;
  const tls =
    socket instanceof TLSSocket
      ? {
          protocol: socket.getProtocol() ?? "",
          expiresAt: new Date(socket.getPeerCertificate().valid_to),
        }
      : null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error("the response is too large");
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    headers: new Map(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        [value ?? []].flat().join(", "),
      ]),
    ),
    body: Buffer.concat(chunks).toString("utf8"),
    tls,
  };
}
