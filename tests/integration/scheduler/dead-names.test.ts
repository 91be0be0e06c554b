import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { HostnameResolver } from "@/lib/egress/resolve-hostname";
import { testRequest } from "@/lib/services/requests/test-request";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { blockThreads, type BlockedThreads } from "@/tests/support/blocked-threads";
import { startDnsServer, type DnsReply, type DnsServer } from "@/tests/support/dns-server";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** More than the look-ups that a workspace may have in flight. */
const DEAD = 30;
const ALIVE = 20;

const database = openSuiteDatabase();
let dns: DnsServer;
let endpoint: Endpoint;
let resolver: HostnameResolver;
let threads: BlockedThreads | null = null;

beforeEach(async () => {
  await database.db.delete(routines);
  const allServed = Promise.withResolvers<DnsReply>();
  let served = 0;
  endpoint = await startEndpoint((_, response) => {
    response.setHeader("content-encoding", "gzip");
    response.end(gzipSync("all is fine"));
    served += 1;
    if (served === ALIVE) allServed.resolve({ error: "NXDOMAIN" });
  });
  dns = await startDnsServer((name) =>
    name.startsWith("dead") ? allServed.promise : { addresses: ["127.0.0.1"] },
  );
  resolver = new HostnameResolver({ servers: [dns.server], hostsFile: "" });
});
afterEach(async () => {
  await threads?.release();
  threads = null;
  await endpoint.close();
  await dns.close();
});

/** The URL of the endpoint under a name of its own. */
const urlAt = (name: string) => `http://${name}.example.com:${new URL(endpoint.url).port}/`;

async function createWorkspace(): Promise<TestWorkspace> {
  const workspace = await createTestWorkspace(database.db, { maxConcurrency: 100 });
  workspace.context.egress.resolve = (hostname, lookup) => resolver.resolve(hostname, lookup);
  return workspace;
}

/** Due routines, each with a host of its own. Returns what reads their runs. */
async function createDue(workspace: TestWorkspace, name: string, count: number) {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { id } = await workspace.createDueRoutine(urlAt(`${name}${index}`));
    ids.push(id);
  }
  return async () => (await Promise.all(ids.map((id) => workspace.readRuns(id)))).flat();
}

test("names that DNS doesn't respond for delay no run of another workspace", async () => {
  const [one, other] = [await createWorkspace(), await createWorkspace()];
  const readDead = await createDue(one, "dead", DEAD);
  const readAlive = await createDue(other, "alive", ALIVE);

  await runDueRoutines(one.context);

  const alive = await readAlive();
  expect(alive.map(({ status }) => status)).toEqual(Array(ALIVE).fill("SUCCESS"));
  // DNS responded to them only when the others were served.
  const dead = await readDead();
  expect(dead.filter(({ errorMessage }) => errorMessage?.includes("does not exist"))).toHaveLength(
    DEAD,
  );
});

test("a run needs no thread that something else can block, to look up or to unpack", async () => {
  const { context } = await createWorkspace();
  threads = blockThreads();
  const result = await testRequest(context, {
    endpoint_url: urlAt("alive"),
    success_rules: [{ type: "body", operator: "contains", value: "fine" }],
  });
  expect(result).toMatchObject({ status: "SUCCESS", response_body: "all is fine" });
  expect(threads.isThrough()).toBe(false);
});
