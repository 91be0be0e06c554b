import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

/** Requests to hosts that hang end after 30 s: what starts before then wasn't behind them. */
const TIMEOUT_SECONDS = 30;
const WITHIN_MS = 20_000;

describe("a neighbour", () => {
  const database = openSuiteDatabase();
  let hanging: Receiver;
  let fast: Receiver;
  let greedy: TestWorkspace;
  let few: TestWorkspace;
  let isStopped: boolean;
  let ticks: Promise<unknown>[];

  beforeEach(async () => {
    await database.db.delete(routines);
    hanging = await startReceiver();
    fast = await startReceiver();
    greedy = await createTestWorkspace(database.db);
    few = await createTestWorkspace(database.db);
    isStopped = false;
    ticks = [];
  });
  afterEach(async () => {
    isStopped = true;
    await hanging.close();
    await fast.close();
    await Promise.all(ticks);
  });

  /** Routines of the greedy workspace whose slots are an hour old: all others come after them. */
  const createHerd = (count: number, url: (n: string) => string) =>
    database.db.execute(sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url, timeout_seconds)
      select ${greedy.context.workspaceId}, 'Herd ' || n, 1440,
             date_trunc('minute', now(), 'UTC') - interval '1 hour',
             ${sql.raw(url("' || n || '"))}, ${TIMEOUT_SECONDS}
      from generate_series(1, ${count}::integer) as n
    `);

  async function createFew(count = 5, workspace = few): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await workspace.createDueRoutine(`${fast.url}/few/${index}`);
    }
  }

  /** A worker of its own for each test, which knows nothing yet. */
  function startTick(settings: Partial<TestWorkspace["context"]["scheduler"]> = {}): void {
    const workerId = greedy.context.workspaceId;
    const scheduler = { ...greedy.context.scheduler, workerId, ...settings };
    ticks.push(new TickEngine({ ...greedy.context, scheduler }, () => isStopped).run());
  }

  const untilFewAreSent = (count = 5) =>
    waitFor("the requests of the few", () => fast.requests.length === count, WITHIN_MS);

  test("that hangs keeps none of five due routines waiting", async () => {
    await createHerd(300, (n) => `'${hanging.url}/hold/${n}'`);
    await createFew();
    startTick();
    await untilFewAreSent();
  });

  test("that hangs keeps none waiting that become due later, in whichever of several ticks", async () => {
    await createHerd(300, (n) => `'${hanging.url}/hold/${n}'`);
    startTick();
    startTick();
    await waitFor("requests that hang", () => hanging.requests.length >= 2);
    await createFew();
    await untilFewAreSent();
  });

  test("that hangs with hundreds of hosts keeps none waiting", async () => {
    const port = new URL(hanging.url).port;
    await createHerd(200, (n) => `'http://host-' || n || '.example.com:${port}/hold/${n}'`);
    startTick({ maxConcurrency: 10 });
    await waitFor("requests that hang", () => hanging.requests.length >= 5);
    await createFew();
    await untilFewAreSent();
  });

  test("that fills its host's cap with a herd leaves the other places to others", async () => {
    await createHerd(900, (n) => `'${hanging.url}/hold/${n}'`);
    await createFew();
    startTick({ maxConcurrency: 100, maxPerHost: 20, batchLimit: 100 });
    await untilFewAreSent();
    expect(hanging.requests.length).toBeLessThanOrEqual(20);
  });

  test("of its own, on a host that hangs, keeps a workspace's fast routines waiting neither", async () => {
    await createHerd(10, (n) => `'${hanging.url}/hold/${n}'`);
    await createFew(50, greedy);
    startTick();
    await untilFewAreSent(50);
  });

  test("of its own, with more due on a dead host than one read takes, keeps it waiting neither", async () => {
    await createHerd(2_500, (n) => `'${hanging.url}/hold/${n}'`);
    await createFew(5, greedy);
    startTick();
    await untilFewAreSent();
  });

  test("of its own, on another route of the same host, keeps fast routines waiting neither", async () => {
    await createHerd(10, (n) => `'${fast.url}/hold/${n}'`);
    await createFew(50, greedy);
    startTick();
    await waitFor(
      "the fast requests",
      () => fast.requests.filter(({ path }) => path.startsWith("/few")).length === 50,
      WITHIN_MS,
    );
  });

  test("never holds the last place, however fast it was before", async () => {
    await createHerd(300, (n) => `'${hanging.url}/hold/${n}'`);
    hanging.release();
    startTick();
    await waitFor("fast responses", () => hanging.requests.length >= 100);
    hanging.holdAgain();
    await waitFor("requests that hang", () => hanging.inFlight() === 4);
    await createFew();
    await untilFewAreSent();
    expect(hanging.inFlight()).toBe(4);
  });

  test("that is done leaves a tick nothing to wait for", async () => {
    await createHerd(30, () => `'${fast.url}/ok'`);
    await createFew();
    const report = await runDueRoutines(greedy.context);
    expect(report).toMatchObject({ succeeded: 35, remaining_due: 0, stopped_by: "drained" });
  });
});
