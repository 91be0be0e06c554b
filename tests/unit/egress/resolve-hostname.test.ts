import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HostnameResolver, resolveHostname } from "@/lib/egress/resolve-hostname";
import {
  startDnsServer,
  type DnsReply,
  type DnsServer,
  type RecordType,
} from "@/tests/support/dns-server";
import { failOnStrayErrors } from "@/tests/support/stray-errors";

failOnStrayErrors();

/** One reply to all questions about a name, or one for each type that has some. */
type Replies = DnsReply | Partial<Record<RecordType, DnsReply>>;

/** What DNS says about each name; no address about the others. */
let replies: Record<string, Replies | Promise<Replies>>;
let dns: DnsServer;
let nowMs: number;

const noAddress: DnsReply = { addresses: [] };
const live = (ttl: number): DnsReply => ({ addresses: ["192.0.2.1"], ttl });

beforeEach(async () => {
  replies = {};
  nowMs = 0;
  dns = await startDnsServer(async (name, type) => {
    const reply = (await replies[name]) ?? noAddress;
    if (reply === "nothing" || "addresses" in reply || "error" in reply) return reply;
    return reply[type] ?? noAddress;
  });
});
afterEach(() => dns.close());

const createResolver = (options: ConstructorParameters<typeof HostnameResolver>[0] = {}) =>
  new HostnameResolver({ servers: [dns.server], hostsFile: "", nowMs: () => nowMs, ...options });

/** How often DNS was asked for the IPv4 addresses of a name. */
const timesAsked = (name: string) => dns.questions.filter((asked) => asked === `A ${name}`).length;

test("the addresses of a name are IP literals", async () => {
  const addresses = await resolveHostname("localhost");
  expect(addresses).not.toEqual([]);
  expect(addresses.filter((address) => !["127.0.0.1", "::1"].includes(address))).toEqual([]);
});

describe("a host", () => {
  test("has the addresses that DNS has of either family", async () => {
    replies["both.example"] = { addresses: ["192.0.2.1", "2001:db8::1", "192.0.2.2"] };
    const addresses = await createResolver().resolve("both.example");
    expect([...addresses].sort()).toEqual(["192.0.2.1", "192.0.2.2", "2001:db8::1"]);
    expect([...dns.questions].sort()).toEqual(["A both.example", "AAAA both.example"]);
  });

  test.each<DnsReply>(["nothing", { error: "SERVFAIL" }])(
    "has the addresses of one family where DNS says %j about the other",
    async (reply) => {
      replies["half.example"] = { A: reply, AAAA: { addresses: ["2001:db8::1"] } };
      expect(await createResolver().resolve("half.example")).toEqual(["2001:db8::1"]);
    },
  );

  test("that doesn't exist is not found, and one without addresses has none", async () => {
    replies["gone.example"] = { error: "NXDOMAIN" };
    const resolver = createResolver();
    await expect(resolver.resolve("gone.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
    expect(await resolver.resolve("bare.example")).toEqual([]);
  });

  test.each([
    ["fails", { error: "SERVFAIL" }, 30_000, "ESERVFAIL"],
    ["says nothing", "nothing", 100, "ETIMEOUT"],
  ] as const)("of which DNS %s has an error", async (_, reply, timeoutMs, code) => {
    replies["dead.example"] = reply;
    const asked = createResolver().resolve("dead.example", { timeoutMs });
    await expect(asked).rejects.toMatchObject({ code });
  });

  test("that the hosts file has is not asked for in DNS, and loopback never is", async () => {
    const directory = mkdtempSync(join(tmpdir(), "opspulse-hosts-"));
    const hostsFile = join(directory, "hosts");
    writeFileSync(hostsFile, "192.0.2.7 listed.example\n");
    const resolver = createResolver({ hostsFile, servers: ["127.0.0.1:1"] });
    expect(await resolver.resolve("listed.example")).toEqual(["192.0.2.7"]);
    expect(await resolver.resolve("localhost")).toEqual(["127.0.0.1", "::1"]);
    expect(await resolver.resolve("app.localhost")).toEqual(["127.0.0.1", "::1"]);
    rmSync(directory, { recursive: true });
  });
});

describe("an answer", () => {
  /** Resolves a name in vain or not, and returns how often it was asked for until now. */
  async function ask(resolver: HostnameResolver, name: string, workspaceId = "a") {
    await resolver.resolve(name, { workspaceId, timeoutMs: 30_000 }).catch(() => undefined);
    return timesAsked(name);
  }

  test.each([
    ["its TTL", live(30), 30_000],
    ["the shortest of its TTLs", { A: live(30), AAAA: { addresses: ["::2"], ttl: 20 } }, 20_000],
    ["a second at least", live(0), 1_000],
    ["a minute at most", live(86_400), 60_000],
    ["five seconds where the name doesn't exist", { error: "NXDOMAIN" } as const, 5_000],
    ["five seconds where there is no address", noAddress, 5_000],
    [
      "five seconds where a family failed",
      { A: live(60), AAAA: { error: "SERVFAIL" } } as const,
      5_000,
    ],
  ])("is kept for %s", async (_, reply, keptMs) => {
    replies["kept.example"] = reply;
    const resolver = createResolver();
    expect(await ask(resolver, "kept.example")).toBe(1);
    nowMs += keptMs - 1;
    expect(await ask(resolver, "kept.example")).toBe(1);
    nowMs += 1;
    expect(await ask(resolver, "kept.example")).toBe(2);
  });

  test.each<[DnsReply, number]>([
    ["nothing", 100],
    [{ error: "SERVFAIL" }, 30_000],
  ])("of %j is never kept", async (reply, timeoutMs) => {
    replies["back.example"] = reply;
    const resolver = createResolver();
    await expect(resolver.resolve("back.example", { timeoutMs })).rejects.toThrow();
    replies["back.example"] = live(60);
    expect(await resolver.resolve("back.example")).toEqual(["192.0.2.1"]);
  });

  test("of more than 50 addresses is not kept", async () => {
    const addresses = Array.from({ length: 51 }, (_, index) => `192.0.2.${index}`);
    replies["wide.example"] = { addresses };
    const resolver = createResolver();
    expect(await resolver.resolve("wide.example")).toHaveLength(51);
    expect(await ask(resolver, "wide.example")).toBe(2);
  });

  test("to one workspace is no answer to another", async () => {
    replies["kept.example"] = live(60);
    const resolver = createResolver();
    await ask(resolver, "kept.example", "a");
    expect(await ask(resolver, "kept.example", "b")).toBe(2);
  });

  test("makes room for another where it is the oldest", async () => {
    const resolver = createResolver({ maxAnswers: 2 });
    for (const name of ["1.example", "2.example", "3.example"]) await ask(resolver, name);
    expect(await ask(resolver, "2.example")).toBe(1);
    expect(await ask(resolver, "3.example")).toBe(1);
    expect(await ask(resolver, "1.example")).toBe(2);
  });
});

describe("a look-up", () => {
  test("in flight is shared by a workspace, and each waits as long as it may", async () => {
    const reply = Promise.withResolvers<Replies>();
    replies["slow.example"] = reply.promise;
    const resolver = createResolver();
    const wait = (timeoutMs: number) => resolver.resolve("slow.example", { timeoutMs });
    const patient = [wait(30_000), wait(30_000)];
    await expect(wait(50)).rejects.toMatchObject({ code: "ETIMEOUT" });
    reply.resolve(live(60));
    expect(await Promise.all(patient)).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    expect(timesAsked("slow.example")).toBe(1);
  });

  test("for which nobody waits any longer is over, and its place is free", async () => {
    replies = { "dead.example": "nothing", "live.example": live(60) };
    const resolver = createResolver({ limits: { perWorkspace: 1, inAll: 1 } });
    const dead = resolver.resolve("dead.example", { timeoutMs: 300 });
    const alive = resolver.resolve("live.example", { timeoutMs: 30_000 });
    await expect(dead).rejects.toMatchObject({ code: "ETIMEOUT" });
    expect(timesAsked("live.example")).toBe(0);
    expect(await alive).toEqual(["192.0.2.1"]);
  });

  test("behind the dead names of its workspace waits in vain, and no other workspace's does", async () => {
    replies = { "1.example": "nothing", "2.example": "nothing", "live.example": live(60) };
    const resolver = createResolver({ limits: { perWorkspace: 2, inAll: 10 } });
    const ask = (name: string, workspaceId: string, timeoutMs: number) =>
      resolver.resolve(name, { workspaceId, timeoutMs });
    const dead = Promise.allSettled([ask("1.example", "a", 1_000), ask("2.example", "a", 1_000)]);
    const behind = ask("live.example", "a", 100);
    const other = ask("live.example", "b", 30_000);
    await expect(behind).rejects.toMatchObject({ code: "EBUSY" });
    expect(await other).toEqual(["192.0.2.1"]);
    expect(timesAsked("live.example")).toBe(1);
    expect((await dead).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
