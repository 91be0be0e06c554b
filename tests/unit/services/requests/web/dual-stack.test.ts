import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunResult } from "@/db/queries/record-runs";
import { findErrorDetail, type ErrorDetail } from "@/lib/domain/run/error-details";
import { startByteServer, type ByteServer } from "@/tests/support/web/byte-server";
import { runWebCase } from "@/tests/support/web/web-cases";

let server: ByteServer;
let closedPort: number;
beforeAll(async () => {
  const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
  server = await startByteServer({ "/": [[ok]], "/once": [[ok]] });
  const closed = await startByteServer({});
  closedPort = closed.port;
  await closed.close();
});
afterAll(() => server.close());

/** What an address does when it is dialled, at once or after so many milliseconds. */
type Fate = "works" | "refuses" | "silent" | { worksAfter: number } | { fails: string };

/** A socket that connects to a loopback port after a while, as to a distant one. */
function connectLater(port: number, afterMs: number): net.Socket {
  const socket = new net.Socket();
  void sleep(afterMs).then(() => {
    if (!socket.destroyed) socket.connect(port, "127.0.0.1");
  });
  return socket;
}

function failWith(code: string): net.Socket {
  const socket = new net.Socket();
  setImmediate(() => socket.destroy(Object.assign(new Error(code), { code })));
  return socket;
}

function dialTo(fate: Fate): net.Socket {
  if (fate === "works") return net.connect(server.port, "127.0.0.1");
  if (fate === "refuses") return net.connect(closedPort, "127.0.0.1");
  if (fate === "silent") return new net.Socket();
  return "fails" in fate ? failWith(fate.fails) : connectLater(server.port, fate.worksAfter);
}

type Attempt = { address: string; socket: net.Socket };

/** Runs a routine against a name with such addresses, and records the dials. */
async function call(
  addresses: readonly (readonly [address: string, fate: Fate])[],
  { timeoutSeconds = 10, path = "/" } = {},
): Promise<{ run: RunResult; dials: Attempt[]; dialled: string[] }> {
  const fates = new Map(addresses);
  const dials: Attempt[] = [];
  const run = await runWebCase(
    { origin: "http://service.example.com:8080" },
    { name: "a", path, timeoutSeconds, expected: [] },
    undefined,
    {
      resolve: async () => addresses.map(([address]) => address),
      connect: ({ address }) => {
        const socket = dialTo(fates.get(address) ?? "silent");
        dials.push({ address, socket });
        return socket;
      },
    },
  );
  return { run, dials, dialled: dials.map(({ address }) => address) };
}

const six = (number: number) => `2606:4700:4700::${number.toString(16)}`;
const four = (number: number) => `1.1.1.${number}`;

describe.concurrent("the addresses of a host", () => {
  // Each bound is several times what it takes, and a fraction of what it took one after the other.
  test.each<[string, [string, Fate][], withinMs: number, dialled: string[]]>([
    [
      "a living IPv6",
      [
        [six(1), "works"],
        [four(1), "works"],
      ],
      1_000,
      [six(1)],
    ],
    [
      "a silent IPv6, then IPv4",
      [
        [six(1), "silent"],
        [four(1), "works"],
      ],
      1_500,
      [six(1), four(1)],
    ],
    [
      "a refusing IPv6, then IPv4",
      [
        [six(1), "refuses"],
        [four(1), "works"],
      ],
      1_000,
      [six(1), four(1)],
    ],
    [
      "three silent IPv6, then IPv4",
      [
        [six(1), "silent"],
        [six(2), "silent"],
        [six(3), "silent"],
        [four(1), "works"],
      ],
      1_500,
      [six(1), four(1)],
    ],
    [
      "three refusing IPv6, then IPv4",
      [
        [six(1), "refuses"],
        [six(2), "refuses"],
        [six(3), "refuses"],
        [four(1), "works"],
      ],
      1_000,
      [six(1), four(1)],
    ],
    [
      "ten silent IPv6, then IPv4",
      [
        ...Array.from({ length: 10 }, (_, index): [string, Fate] => [six(index + 1), "silent"]),
        [four(1), "works"],
      ],
      1_500,
      [six(1), four(1)],
    ],
    [
      "a silent IPv4, then another",
      [
        [four(1), "silent"],
        [four(2), "works"],
      ],
      1_500,
      [four(1), four(2)],
    ],
    [
      "two silent of each, one living at the end",
      [
        [six(1), "silent"],
        [six(2), "silent"],
        [four(1), "silent"],
        [four(2), "works"],
      ],
      2_500,
      [six(1), four(1), six(2), four(2)],
    ],
    [
      "silent IPv4 in front of IPv6",
      [
        [four(1), "silent"],
        [four(2), "silent"],
        [six(1), "works"],
      ],
      1_500,
      [four(1), six(1)],
    ],
    [
      "an IPv6 that takes 60 ms",
      [
        [six(1), { worksAfter: 60 }],
        [four(1), "works"],
      ],
      1_000,
      [six(1)],
    ],
    [
      "an IPv6 that takes 700 ms and a silent IPv4",
      [
        [six(1), { worksAfter: 700 }],
        [four(1), "silent"],
      ],
      2_500,
      [six(1), four(1)],
    ],
    [
      "a network without IPv6",
      [
        [six(1), { fails: "ENETUNREACH" }],
        [four(1), "works"],
      ],
      1_000,
      [six(1), four(1)],
    ],
    [
      "no route to the first",
      [
        [four(1), { fails: "EHOSTUNREACH" }],
        [four(2), "works"],
      ],
      1_000,
      [four(1), four(2)],
    ],
  ])("%s: a success in time", async (_name, addresses, withinMs, dialled) => {
    const result = await call(addresses);
    expect(result.run).toMatchObject({ status: "SUCCESS", errorCode: null });
    expect(result.dialled).toEqual(dialled);
    expect(result.run.durationMs).toBeLessThan(withinMs);
  });

  test("the address on record is the one that was connected to", async () => {
    const { run } = await call([
      [six(1), { worksAfter: 500 }],
      [four(1), "silent"],
    ]);
    expect(run.remoteAddress).toBe(six(1));
  });

  test("the losers are closed when one has won", async () => {
    const { dials } = await call([
      [six(1), "silent"],
      [six(2), { worksAfter: 5_000 }],
      [four(1), "silent"],
      [four(2), "works"],
    ]);
    expect(dials).toHaveLength(4);
    expect(dials.map(({ socket }) => socket.destroyed)).toEqual([true, true, true, true]);
  });

  test("two that accept at the same time get one request", async () => {
    const { run } = await call(
      [
        [six(1), { worksAfter: 252 }],
        [four(1), "works"],
        [four(2), "works"],
      ],
      { path: "/once" },
    );
    expect(run.status).toBe("SUCCESS");
    expect(server.seen.filter(({ target }) => target === "/once")).toHaveLength(1);
  });

  test("at most 16 are dialled, each once", async () => {
    const many = Array.from({ length: 40 }, (_, index): [string, Fate] => [
      index % 2 === 0 ? six(index + 1) : four(index + 1),
      "refuses",
    ]);
    const { run, dialled } = await call(many);
    expect(run).toMatchObject({ status: "FAIL", errorCode: "CONNECT" });
    expect(new Set(dialled).size).toBe(16);
    expect(dialled).toHaveLength(16);
  });

  test("silence from all is a timeout while connecting, and every socket is closed", async () => {
    const { run, dials } = await call(
      [
        [six(1), "silent"],
        [four(1), "silent"],
      ],
      { timeoutSeconds: 1 },
    );
    expect(run).toMatchObject({ status: "FAIL", errorCode: "TIMEOUT" });
    expect(run.errorMessage).toContain("connecting");
    expect(dials.map(({ socket }) => socket.destroyed)).toEqual([true, true]);
  });

  test.each([0, 1, 2])("nothing is dialled where address %i of three is private", async (index) => {
    const addresses: [string, Fate][] = [
      [six(1), "works"],
      [four(1), "works"],
      [four(2), "works"],
    ];
    addresses[index] = ["10.0.0.1", "works"];
    const { run, dialled } = await call(addresses);
    expect(run).toMatchObject({ status: "FAIL", errorCode: "FORBIDDEN_TARGET" });
    expect(dialled).toEqual([]);
  });

  test.each<[string, Fate[], ErrorDetail | null, string]>([
    ["refused", ["refuses"], "CONNECT_REFUSED", "on port 8080"],
    [
      "refused by one, out of reach for another",
      [{ fails: "ENETUNREACH" }, "refuses"],
      "CONNECT_REFUSED",
      "refused",
    ],
    ["reset", [{ fails: "ECONNRESET" }], "CONNECT_RESET", "firewall"],
    ["not accepted in time", [{ fails: "ETIMEDOUT" }], "CONNECT_TIMED_OUT", "in time"],
    ["without a route", [{ fails: "EHOSTUNREACH" }], "CONNECT_NO_ROUTE", "no route"],
    [
      "in an unreachable network",
      [{ fails: "ENETUNREACH" }, { fails: "ENETUNREACH" }],
      "CONNECT_NO_NETWORK",
      "network",
    ],
    ["forbidden by this machine", [{ fails: "EACCES" }], "CONNECT_NOT_PERMITTED", "administrator"],
    ["without a free socket", [{ fails: "EMFILE" }], "CONNECT_NO_SOCKET", "open files"],
    ["of an unknown error", [{ fails: "EWHATEVER" }], null, "firewall"],
  ])("a connection that is %s says so", async (_name, fates, detail, words) => {
    const { run } = await call(fates.map((fate, index) => [four(index + 1), fate]));
    expect(run).toMatchObject({ status: "FAIL", errorCode: "CONNECT" });
    expect(run.errorMessage).toContain(words);
    expect(findErrorDetail("CONNECT", run.errorMessage)).toBe(detail);
  });

  test("a host of IPv6 only, where this machine has none, says so", async () => {
    const { run } = await call([
      [six(1), { fails: "ENETUNREACH" }],
      [six(2), { fails: "EADDRNOTAVAIL" }],
    ]);
    expect(findErrorDetail("CONNECT", run.errorMessage)).toBe("CONNECT_NO_IPV6");
    expect(run.errorMessage).toContain("A record");
  });

  test("a dial that throws is no end of the process", async () => {
    const run = await runWebCase(
      { origin: "http://service.example.com:8080" },
      { name: "a", path: "/", expected: [] },
      undefined,
      {
        resolve: async () => [four(1)],
        connect: () => {
          throw new Error("no");
        },
      },
    );
    expect(run).toMatchObject({ status: "FAIL", errorCode: "INTERNAL" });
  });
});
