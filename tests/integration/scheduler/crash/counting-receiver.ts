import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { SeededRandom } from "@/tests/integration/scheduler/crash/seeded-random";

const header = (request: IncomingMessage, name: string) => {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
};

/**
 * An endpoint that counts its requests by idempotency key and by run. In the storm, one request in ten
 * gets a response after the shorter timeouts, one a 503, and one a broken connection; after `calm()`,
 * all get a 200 at once. The request that `holdNext()` waits for gets its 200 after a second.
 */
export async function startCountingReceiver(random: SeededRandom) {
  const sentByKey = new Map<string, number>();
  const sentByRun = new Map<string, number>();
  /** Runs whose request got a 200. */
  const accepted = new Set<string>();
  let isCalm = false;
  let hold: ((runId: string) => void) | null = null;

  async function answer(runId: string, response: ServerResponse): Promise<void> {
    const isHeld = hold !== null;
    hold?.(runId);
    hold = null;
    if (isHeld) await delay(1_000);
    const share = isCalm || isHeld ? 1 : random.next();
    if (share < 0.1) await delay(random.between(300, 1_500));
    if (share >= 0.1 && share < 0.2) {
      response.writeHead(503).end();
    } else if (share >= 0.2 && share < 0.3) {
      response.destroy();
    } else {
      accepted.add(runId);
      response.writeHead(200).end();
    }
  }

  const server = createServer((request, response) => {
    const key = header(request, "idempotency-key");
    const runId = header(request, "opspulse-run-id");
    sentByKey.set(key, (sentByKey.get(key) ?? 0) + 1);
    sentByRun.set(runId, (sentByRun.get(runId) ?? 0) + 1);
    request.resume();
    void answer(runId, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/`,
    sentByKey,
    sentByRun,
    accepted,
    calm: () => {
      isCalm = true;
    },
    /** The id of the run whose request comes next, while that request still has no response. */
    holdNext: () =>
      new Promise<string>((resolve) => {
        hold = resolve;
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type CountingReceiver = Awaited<ReturnType<typeof startCountingReceiver>>;
