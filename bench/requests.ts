import { once } from "node:events";
import { Agent, Pool, type Dispatcher } from "undici";
import { z } from "zod";
import { formatTable, median, readFlags, type Bench } from "@/bench/bench";
import { nextMessage, startChild, untilEnded } from "@/bench/child";
import { parseAllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { sendRequest } from "@/lib/egress/send-request";

const CONCURRENCY = 50;
const WARM_UP_ROUNDS = 2;

const help = `npm run bench -- requests [flags]

What a request costs through the egress guard and its reader, beside undici alone, over sockets that are
kept and over a socket for each request: the same requests to the same endpoint on loopback, in turns, ${CONCURRENCY}
at a time. Where others share the machine, the CPU of the client's process says more than its rate.

  --rounds N    rounds that count (7)
  --requests N  requests of each contender in a round (3000)`;

type Contender = {
  name: string;
  isKept: boolean;
  send: () => Promise<unknown>;
  close: () => Promise<void>;
};

const listening = z.object({ type: z.literal("listening"), port: z.number() });

function viaOpsPulse(origin: string, isKept: boolean): Contender {
  const pool = new ConnectionPool({ minRestMs: 0 });
  const options = {
    allow: parseAllowList("127.0.0.1/32"),
    resolve: () => Promise.reject(new Error("No name is looked up here.")),
    ...(isKept && { reuse: { pool, workspaceId: "bench" } }),
  };
  const request = {
    url: `${origin}/`,
    method: "GET" as const,
    headers: {},
    systemHeaders: {},
    body: null,
    timeoutMs: 10_000,
  };
  return {
    name: "opspulse",
    isKept,
    send: async () => {
      const { errorMessage } = await sendRequest(request, options);
      if (errorMessage !== null) throw new Error(errorMessage);
    },
    close: () => Promise.resolve(),
  };
}

function viaUndici(origin: string, isKept: boolean): Contender {
  const dispatcher: Dispatcher = isKept
    ? new Pool(origin, { connections: CONCURRENCY })
    : new Agent({ pipelining: 0 });
  return {
    name: "undici",
    isKept,
    send: async () => {
      const { body } = await dispatcher.request({ origin, path: "/", method: "GET" });
      await body.dump();
    },
    close: () => dispatcher.close(),
  };
}

type Cost = { requestsPerSecond: number; cpuMicroseconds: number };

/** The rate, and the CPU of this process for a request. */
async function measure({ send }: Contender, requests: number): Promise<Cost> {
  let left = requests;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  const startedAtMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requestsPerSecond: (requests * 1_000) / (performance.now() - startedAtMs),
    cpuMicroseconds: (user + system) / requests,
  };
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags,
    {
      rounds: { fallback: 7, min: 1, max: 100 },
      requests: { fallback: 3_000, min: 100, max: 20_000 },
    },
    [],
  );
  const endpoint = startChild("./endpoint.ts", ["0"]);
  try {
    const { port } = listening.parse(await nextMessage(endpoint, 30_000));
    const origin = `http://127.0.0.1:${port}`;
    const contenders = [true, false].flatMap((isKept) => [
      viaUndici(origin, isKept),
      viaOpsPulse(origin, isKept),
    ]);
    const costs = new Map<Contender, Cost[]>(contenders.map((contender) => [contender, []]));
    for (let round = -WARM_UP_ROUNDS; round < options.rounds; round += 1) {
      for (const contender of contenders) {
        const cost = await measure(contender, options.requests);
        if (round >= 0) costs.get(contender)?.push(cost);
        // What the endpoint noted is of no use here, and would only grow.
        endpoint.send("take");
        await once(endpoint, "message");
      }
    }
    const middle = (contender: Contender, key: keyof Cost) =>
      median((costs.get(contender) ?? []).map((cost) => cost[key]));
    console.log(
      formatTable(
        ["client", "sockets", "requests/s", "× undici", "CPU µs", "× undici"],
        contenders.map((contender) => {
          const rival = contenders.find(
            ({ name, isKept }) => name === "undici" && isKept === contender.isKept,
          );
          const cells = (["requestsPerSecond", "cpuMicroseconds"] as const).flatMap((key) => [
            middle(contender, key).toFixed(0),
            (middle(contender, key) / middle(rival ?? contender, key)).toFixed(2),
          ]);
          return [contender.name, contender.isKept ? "kept" : "one each", ...cells];
        }),
      ),
    );
    await Promise.all(contenders.map(({ close }) => close()));
  } finally {
    endpoint.disconnect();
    await untilEnded(endpoint, 5_000);
  }
}

export const bench: Bench = { help, run };
