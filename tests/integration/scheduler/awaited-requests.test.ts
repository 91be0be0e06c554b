import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { ConflictError } from "@/lib/domain/errors";
import { testRequest } from "@/lib/services/requests/test-request";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runRoutinesNow } from "@/lib/services/runs/run-routines-now";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";
import { startEndpoint } from "@/tests/support/endpoint";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

/** An endpoint that takes a moment, and knows how many requests it had at the same time. */
async function startBusyEndpoint(ms: number) {
  let inFlight = 0;
  let peak = 0;
  let count = 0;
  const endpoint = await startEndpoint((_request, response) => {
    inFlight += 1;
    count += 1;
    peak = Math.max(peak, inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end("ok");
    }, ms);
  });
  return { ...endpoint, peak: () => peak, count: () => count };
}

describe("requests that somebody waits for", () => {
  const database = openSuiteDatabase();
  let hanging: Receiver;
  let isStopped: boolean;
  let ticks: Promise<unknown>[];

  beforeEach(async () => {
    await database.db.delete(routines);
    hanging = await startReceiver();
    isStopped = false;
    ticks = [];
  });
  afterEach(async () => {
    isStopped = true;
    await hanging.close();
    await Promise.all(ticks);
  });

  const startTick = (workspace: TestWorkspace) =>
    ticks.push(new TickEngine(workspace.context, () => isStopped).run());

  test("60 tests at once, of several workspaces, never exceed the cap of their host", async () => {
    const endpoint = await startBusyEndpoint(15);
    const settings = { workerId: crypto.randomUUID(), maxConcurrency: 30, maxPerHost: 6 };
    const workspaces = await Promise.all(
      Array.from({ length: 6 }, () => createTestWorkspace(database.db, settings)),
    );
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const context = workspaces[index % 6]?.context;
        if (context === undefined) throw new Error("There is no such workspace.");
        return testRequest(context, { endpoint_url: endpoint.url });
      }),
    ).finally(endpoint.close);
    expect(results.map(({ status }) => status)).toEqual(results.map(() => "SUCCESS"));
    expect(endpoint.count()).toBe(60);
    expect(endpoint.peak()).toBeGreaterThan(1);
    expect(endpoint.peak()).toBeLessThanOrEqual(6);
  });

  test("manual and scheduled runs and tests never take more than the places of a process", async () => {
    const endpoint = await startBusyEndpoint(30);
    const workspace = await createTestWorkspace(database.db, { workerId: crypto.randomUUID() });
    const manual = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        workspace.createDueRoutine(`${endpoint.url}/manual/${index}`, -60),
      ),
    );
    for (let index = 0; index < 6; index += 1) {
      await workspace.createDueRoutine(`${endpoint.url}/scheduled/${index}`);
    }
    startTick(workspace);
    const ids = manual.map(({ id }) => id);
    const [runs] = await Promise.all([
      runRoutinesNow(workspace.context, ids),
      ...Array.from({ length: 6 }, () =>
        testRequest(workspace.context, { endpoint_url: `${endpoint.url}/test` }),
      ),
    ]);
    await waitFor("all requests", () => endpoint.count() === 18);
    await endpoint.close();
    expect(runs.every((run) => run.ok && run.run.status === "SUCCESS")).toBe(true);
    expect(endpoint.peak()).toBeLessThanOrEqual(4);
  });

  test("a manual run starts within 5 s while a neighbour's hanging runs and tests want all places", async () => {
    const workerId = crypto.randomUUID();
    const greedy = await createTestWorkspace(database.db, { workerId });
    const other = await createTestWorkspace(database.db, { workerId });
    await database.db.execute(sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url, timeout_seconds)
      select ${greedy.context.workspaceId}, 'Herd ' || n, 1440,
             date_trunc('minute', now(), 'UTC') - interval '1 hour', ${`${hanging.url}/hold/`} || n, 30
      from generate_series(1, 50) as n`);
    startTick(greedy);
    await waitFor("requests that hang", () => hanging.inFlight() >= 2);
    const port = new URL(hanging.url).port;
    const tests = Array.from({ length: 30 }, (_, index) =>
      testRequest(greedy.context, {
        endpoint_url: `http://host-${index}.example.com:${port}/hold`,
        timeout_seconds: 30,
      }),
    );
    await waitFor("more that hang", () => hanging.inFlight() >= 3);
    const endpoint = await startBusyEndpoint(0);
    const routine = await other.createDueRoutine(endpoint.url, -60);
    const startedAtMs = performance.now();
    const run = await runRoutineNow(other.context, routine.id);
    expect(run.status).toBe("SUCCESS");
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    expect(hanging.maxInFlight()).toBeLessThanOrEqual(4);
    isStopped = true;
    hanging.release();
    await Promise.all(tests);
    await endpoint.close();
  });

  test("a manual run that waits for its place has no lease, and is not run twice", async () => {
    const settings = { workerId: crypto.randomUUID(), maxConcurrency: 1 };
    const workspace = await createTestWorkspace(database.db, settings);
    const first = await workspace.createDueRoutine(`${hanging.url}/hold`, -60);
    const second = await workspace.createDueRoutine(`${hanging.url}/ok`, -60);
    const holding = runRoutineNow(workspace.context, first.id);
    await waitFor("the first request", () => hanging.inFlight() === 1);
    const presses = [0, 1].map(() => runRoutineNow(workspace.context, second.id));
    const ended = Promise.allSettled(presses);
    await expect(Promise.race(presses)).rejects.toThrow(ConflictError);
    expect(await workspace.readRuns(second.id)).toEqual([]);
    expect((await workspace.readRoutine(second.id)).lockUntil).toBeNull();
    hanging.release();
    expect((await holding).status).toBe("SUCCESS");
    expect((await ended).map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await workspace.readRuns(second.id)).toHaveLength(1);
    expect(hanging.maxInFlight()).toBe(1);
  });
});
