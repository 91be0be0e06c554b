import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import { releaseClaims } from "@/db/queries/release-claims";
import { routineEvents, routines } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
let workspace: TestWorkspace;

beforeEach(async () => {
  await database.db.delete(routines);
  workspace = await createTestWorkspace(database.db);
});

async function claimAll() {
  const { scheduler } = workspace.context;
  const due = await database.db.select({ id: routines.id }).from(routines);
  const routineIds = due.map(({ id }) => id);
  return (await claimDueRoutines(database.db, { ...scheduler, routineIds })).claims;
}

const countReleases = () => database.db.$count(routineEvents, eq(routineEvents.kind, "RELEASED"));

const QUICK_REQUESTS = 24;
const SLOW_REQUESTS = 7;
const SLOW_MS = 3_000;

/** An endpoint that is quick, and then isn't: claims that were made ahead of free places come late. */
async function startTiringEndpoint() {
  let received = 0;
  const server = createServer((_, response) => {
    received += 1;
    void delay(received <= QUICK_REQUESTS ? 0 : SLOW_MS).then(() => response.end("ok"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/work`, close: () => server.close() };
}

let endpoint: Awaited<ReturnType<typeof startTiringEndpoint>>;
beforeEach(async () => {
  endpoint = await startTiringEndpoint();
});
afterEach(() => endpoint.close());

test("a claim is given back once, and then kept until its routine has run", async () => {
  const { id } = await workspace.createDueRoutine(endpoint.url);
  const giveBack = async () => {
    const claims = await claimAll();
    expect(claims).toHaveLength(1);
    const kept = await releaseClaims(database.db, claims, "STOPPED", { onlyOnce: true });
    return { claims, isKept: kept.has(claims[0]?.runId ?? "") };
  };
  expect(await giveBack()).toMatchObject({ isKept: false });
  expect(await workspace.readRoutine(id)).toMatchObject({ lockUntil: null });

  const { claims, isKept } = await giveBack();
  expect(isKept).toBe(true);
  expect(await countReleases()).toBe(1);
  expect((await workspace.readRoutine(id)).lockUntil).not.toBeNull();
  await releaseClaims(database.db, claims, "STOPPED");
  expect(await countReleases()).toBe(2);

  expect(await runDueRoutines(workspace.context)).toMatchObject({ succeeded: 1 });
  // A slot of its own, which is due too.
  await database.db
    .update(routines)
    .set({ nextRunAt: sql`date_trunc('minute', now(), 'UTC') - interval '5 minutes'` })
    .where(eq(routines.id, id));
  expect(await giveBack()).toMatchObject({ isKept: false });
});

test("what one tick gave back is not claimed and given back by the next one", async () => {
  for (let index = 0; index < QUICK_REQUESTS + SLOW_REQUESTS; index += 1) {
    await workspace.createDueRoutine(endpoint.url, 0, { interval_minutes: 1440 });
  }
  // As another tick, or another instance, had to.
  await releaseClaims(database.db, await claimAll(), "STOPPED");
  expect(await countReleases()).toBe(QUICK_REQUESTS + SLOW_REQUESTS);

  const { context } = workspace;
  const report = await runDueRoutines({
    ...context,
    scheduler: { ...context.scheduler, maxConcurrency: 5 },
  });
  expect(report).toMatchObject({ succeeded: QUICK_REQUESTS + SLOW_REQUESTS });
  expect(await countReleases()).toBe(QUICK_REQUESTS + SLOW_REQUESTS);
});
