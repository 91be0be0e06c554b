import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { findFirstScripts, findLaterScripts } from "@/bench/web/first-load";

/** A script as it was sent: its bytes on the wire, and its source. */
type Sent = { path: string; bytes: number; source: string };

export type ScriptBytes = {
  /** Bytes on the wire of what a page fetches by itself. */
  first: number;
  /** The largest of it. */
  largest: { path: string; bytes: number } | null;
  /** Bytes of the chunks that these scripts may fetch later. */
  later: number;
};

/** Scripts of a build never change: each is fetched once for all pages. */
export class ScriptReader {
  readonly #origin: string;
  readonly #sent = new Map<string, Promise<Sent>>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What the scripts of a page weigh, as gzip. */
  async weigh(html: string): Promise<ScriptBytes> {
    const paths = findFirstScripts(html);
    const first = await this.#fetchAll(paths);
    const laterPaths = findLaterScripts(
      first.map(({ source }) => source),
      paths,
    );
    const later = await this.#fetchAll(laterPaths);
    const largest = first.toSorted((a, b) => b.bytes - a.bytes)[0];
    return {
      first: sum(first),
      largest: largest === undefined ? null : { path: largest.path, bytes: largest.bytes },
      later: sum(later),
    };
  }

  #fetchAll(paths: readonly string[]): Promise<Sent[]> {
    return Promise.all(
      paths.map((path) => {
        const sent = this.#sent.get(path) ?? fetchScript(new URL(path, this.#origin));
        this.#sent.set(path, sent);
        return sent;
      }),
    );
  }
}

const sum = (scripts: readonly Sent[]) => scripts.reduce((total, { bytes }) => total + bytes, 0);

/** Through node:http, which hands a body over as it came: `fetch` would inflate it. */
async function fetchScript(url: URL): Promise<Sent> {
  const response = await new Promise<{
    status: number;
    encoding: string | undefined;
    body: Buffer;
  }>((resolve, reject) => {
    request(url, { headers: { "accept-encoding": "gzip" } }, (incoming) => {
      const { statusCode: status = 0, headers } = incoming;
      buffer(incoming).then(
        (body) => resolve({ status, encoding: headers["content-encoding"], body }),
        reject,
      );
    })
      .on("error", reject)
      .end();
  });
  if (response.status !== 200) {
    throw new Error(`${url.pathname} responded with ${response.status}.`);
  }
  const source = response.encoding === "gzip" ? gunzipSync(response.body) : response.body;
  return { path: url.pathname, bytes: response.body.length, source: source.toString() };
}
