import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startCountingReceiver } from "@/tests/integration/scheduler/crash/counting-receiver";
import {
  startDatabaseLink,
  type DatabaseLink,
} from "@/tests/integration/scheduler/crash/database-link";
import {
  drain,
  keepGranting,
  prepareRoutines,
} from "@/tests/integration/scheduler/crash/granted-slots";
import {
  startRestartableDatabase,
  type RestartableDatabase,
} from "@/tests/integration/scheduler/crash/restartable-database";
import { SeededRandom } from "@/tests/integration/scheduler/crash/seeded-random";
import {
  expectPromisesKept,
  readStormHistory,
  stormSettings,
} from "@/tests/integration/scheduler/crash/storm-history";
import { WorkerFleet } from "@/tests/integration/scheduler/crash/worker-fleet";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("a database that crashes", () => {
  const crashes = isEmbedded() ? 2 : 4;
  const seed = randomInt(2 ** 31);
  let database: RestartableDatabase;
  let pool: ReturnType<typeof openDatabase>;
  let receiver: Awaited<ReturnType<typeof startCountingReceiver>>;
  let fleet: WorkerFleet;

  beforeEach(async () => {
    database = await startRestartableDatabase();
    pool = openDatabase(database.url, { maxConnections: 4 });
    receiver = await startCountingReceiver(new SeededRandom(seed));
    fleet = new WorkerFleet(database.url, stormSettings);
  });
  afterEach(async () => {
    await fleet.destroy();
    await receiver.close();
    await pool.close();
    await database.stop();
  });

  test("under load, again and again, loses no slot and gives none two outcomes", async () => {
    const { db } = pool;
    const { context } = await createTestWorkspace(db, { ...stormSettings, workerId: "calm" });
    await prepareRoutines(db, { url: receiver.url, count: 100, workspaces: 4 });
    await fleet.start(2);

    let isOver = false;
    const granting = keepGranting(db, { limit: 20, isOver: () => isOver });
    for (let crash = 1; crash <= crashes; crash += 1) {
      const sentBefore = receiver.sentByRun.size;
      await waitFor("requests", () => receiver.sentByRun.size > sentBefore + 20);
      await database.crash();
    }
    isOver = true;
    await granting;
    await fleet.destroy();
    receiver.calm();
    await drain(context);

    const history = await readStormHistory(db);
    const { granted, abandoned, succeeded, failed } = history;
    console.log(
      [
        `${crashes} crashes of the database with seed ${seed}: ${granted} slots granted,`,
        `${fleet.databaseErrors} times the database was away, ${fleet.tickErrors.length} ticks failed, ${succeeded.size} runs succeeded,`,
        `${failed.size} failed, ${abandoned.size} were abandoned.`,
      ].join(" "),
    );
    expectPromisesKept(history, receiver);
    expect(fleet.databaseErrors).toBeGreaterThan(0);
    expect(fleet.unexpectedEnds).toEqual([]);
  });
});

describe("a database that is down for a while", () => {
  let database: TestDatabase;
  let link: DatabaseLink;
  let pool: ReturnType<typeof openDatabase>;
  let receiver: Receiver;
  let direct: TestWorkspace;
  const closings: Promise<void>[] = [];

  const cutLink = async () => {
    link.cut();
    await waitFor("the connections to break", () => link.connections() === 0);
  };

  /** A worker that reaches its database over the link. */
  const workerBehindLink = (leaseSeconds: number, budgetSeconds = 50) => ({
    ...direct.context,
    db: pool.db,
    scheduler: {
      ...direct.context.scheduler,
      workerId: "behind-link",
      leaseSeconds,
      budgetSeconds,
    },
  });

  beforeEach(async () => {
    database = await createTestDatabase();
    link = await startDatabaseLink(database.url);
    pool = openDatabase(link.url);
    receiver = await startReceiver();
    direct = await createTestWorkspace(database.db);
  });
  afterEach(async () => {
    await receiver.close();
    await link.close();
    // The driver waits five seconds for connections that broke under a statement: for all at once.
    closings.push(pool.close());
    await database.close();
  });
  afterAll(async () => {
    await Promise.all(closings);
  });

  test("a result is recorded once, when the database is back within the lease", async () => {
    const routine = await direct.createDueRoutine(`${receiver.url}/hold`);
    const tick = runDueRoutines(workerBehindLink(20));
    await waitFor("the request", () => receiver.requests.length === 1);
    await cutLink();
    receiver.release();
    await waitFor("attempts to record", () => link.refusals() >= 2);
    link.restore();

    const report = await tick;
    expect(report).toMatchObject({ claimed: 1, succeeded: 1, stopped_by: "drained" });
    expect(report.database_errors).toBeGreaterThan(0);
    const runs = await direct.readRuns(routine.id);
    expect(runs.map((run) => run.status)).toEqual(["SUCCESS"]);
    const after = await direct.readRoutine(routine.id);
    expect(after.lockUntil).toBeNull();
    expect(after.nextRunAt > routine.nextRunAt).toBe(true);
    expect(await runDueRoutines(direct.context)).toMatchObject({ claimed: 0, abandoned: 0 });
  });

  // The embedded database has one session, which cannot be ended.
  test.runIf(!isEmbedded())(
    "one session that ends is not the end of the tick: all that are due are served by it",
    async () => {
      await database.db.execute(sql`
        insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
        select ${direct.context.workspaceId}, 'Routine ' || n, 1440,
               date_trunc('minute', now(), 'UTC'), ${`${receiver.url}/ok`}
        from generate_series(1, 1000) as n
      `);
      const scheduler = { ...direct.context.scheduler, maxConcurrency: 20 };
      const tick = runDueRoutines({ ...direct.context, scheduler });
      const admin = postgres(database.url, { max: 2 });
      await waitFor("the first hundred requests", () => receiver.requests.length > 100);
      await admin.begin(async (locking) => {
        await locking`lock table runs_in_flight in exclusive mode`;
        const claim = await waitFor("a claim that waits for the lock", async () => {
          const [row] = await admin<{ pid: number }[]>`
            select pid from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
              and query like '%with leased as%'`;
          return row;
        });
        await admin`select pg_terminate_backend(${claim.pid})`;
      });
      await admin.end();

      const report = await tick;
      expect(report).toMatchObject({ claimed: 1_000, succeeded: 1_000, stopped_by: "drained" });
      expect(report.database_errors).toBeGreaterThan(0);
      expect(receiver.requests).toHaveLength(1_000);
    },
  );

  test("an error that another attempt would meet again ends the tick", async () => {
    await direct.createDueRoutine(`${receiver.url}/ok`);
    await database.db.execute(sql`alter table routines rename column endpoint_host to host`);
    await expect(runDueRoutines(direct.context)).rejects.toThrow("Failed query");
    expect(receiver.requests).toEqual([]);
  });

  test("a result that outlived its lease is left to the sweep, and the slot is attempted again", async () => {
    const routine = await direct.createDueRoutine(`${receiver.url}/hold`);
    const failure = runDueRoutines(workerBehindLink(3, 4)).catch((error: unknown) => error);
    await waitFor("the request", () => receiver.requests.length === 1);
    await cutLink();
    receiver.release();
    expect(await failure).toBeInstanceOf(Error);
    link.restore();

    const [first] = await direct.readRuns(routine.id);
    expect(first?.status).toBe("RUNNING");
    await waitFor("the next attempt", async () => {
      const report = await runDueRoutines(direct.context);
      return report.succeeded === 1;
    });
    const runs = await direct.readRuns(routine.id);
    expect(runs.map(({ status, attempt }) => ({ status, attempt }))).toEqual([
      { status: "ABANDONED", attempt: 1 },
      { status: "SUCCESS", attempt: 2 },
    ]);
    const keys = receiver.requests.map((request) => request.headers["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test("a result whose commit was never confirmed stands as it was committed", async () => {
    const routine = await direct.createDueRoutine(`${receiver.url}/hold`);
    const tick = runDueRoutines(workerBehindLink(20)).catch((error: unknown) => error);
    await waitFor("the request", () => receiver.requests.length === 1);
    link.loseNextCommit();
    receiver.release();
    await tick;

    expect(link.isLosingCommit()).toBe(false);
    const runs = await direct.readRuns(routine.id);
    expect(runs.map((run) => run.status)).toEqual(["SUCCESS"]);
    const after = await direct.readRoutine(routine.id);
    expect(after.lockUntil).toBeNull();
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 600_000);
  });

  test("a claim whose commit was never confirmed is not sent until its lease is over", async () => {
    const routine = await direct.createDueRoutine(`${receiver.url}/ok`);
    link.loseNextCommit();
    expect(await runDueRoutines(workerBehindLink(20))).toMatchObject({
      claimed: 0,
      database_errors: 1,
    });
    expect(receiver.requests).toHaveLength(0);
    expect(await runDueRoutines(direct.context)).toMatchObject({ claimed: 0 });

    await direct.expireLease(routine.id);
    expect(await runDueRoutines(direct.context)).toMatchObject({ abandoned: 1, succeeded: 1 });
    const runs = await direct.readRuns(routine.id);
    expect(runs.map((run) => run.status)).toEqual(["ABANDONED", "SUCCESS"]);
    expect(receiver.requests).toHaveLength(1);
  });
});
