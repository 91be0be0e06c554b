import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withDeadline } from "@/db/connections/deadline";
import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import { deleteOldRuns } from "@/db/queries/delete-old-runs";
import { findDueRoutines, findDueWorkspaces } from "@/db/queries/find-due-routines";
import { releaseClaims } from "@/db/queries/release-claims";
import * as schema from "@/db/schema";
import { routineRuns, routines, runsInFlight } from "@/db/schema";
import { jitterOffsetSeconds } from "@/lib/domain/slots/spread";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { insertRun } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const database = openSuiteDatabase();
let receiver: Receiver;
let workspace: TestWorkspace;

beforeEach(async () => {
  await database.db.delete(routines);
  receiver = await startReceiver();
  workspace = await createTestWorkspace(database.db);
});
afterEach(async () => {
  await receiver.close();
});

/** The context of `workspace` with other settings of the scheduler. */
const withSettings = (settings: Partial<TestWorkspace["context"]["scheduler"]>) => ({
  ...workspace.context,
  scheduler: { ...workspace.context.scheduler, ...settings },
});

/** Many due routines at once, by SQL, whose slots are an hour old. */
async function createHerd(workspaceId: string, url: string, count: number): Promise<void> {
  await insertMany(
    count,
    (numbers) => sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
      select ${workspaceId}, 'Herd ' || n, 1440, date_trunc('minute', now(), 'UTC') - interval '1 hour',
             ${url}::text
      from ${numbers} as n
    `,
  );
}

/**
 * Inserts so many routines, by what makes a statement for a set of numbers, and takes as long as it takes:
 * a busy machine may need more than the deadline of a statement. The first of them are analyzed before the
 * others come: by the statistics of a table with one row, the index of a workspace is as good as that of an
 * id, and the checks of each further row then read all rows before it.
 */
const insertMany = (count: number, statement: (numbers: SQL) => SQL) =>
  withDeadline(null, async () => {
    const first = Math.min(count, 500);
    await database.db.execute(statement(sql`generate_series(1, ${first}::integer)`));
    await database.db.execute(sql`analyze routines`);
    await database.db.execute(
      statement(sql`generate_series(${first + 1}::integer, ${count}::integer)`),
    );
  });

async function countRunning(): Promise<number> {
  return database.db.$count(runsInFlight);
}

/** Puts a routine into the past as if `minutes` went by: its slots, its history, what it waits for. */
async function letMinutesPass(routineId: string, minutes: number): Promise<void> {
  await database.db.execute(sql`
    update routine_runs set scheduled_for = scheduled_for - make_interval(mins => ${minutes})
    where routine_id = ${routineId}
  `);
  await database.db.execute(sql`
    update routines set next_run_at = next_run_at - make_interval(mins => ${minutes}),
                        due_at = due_at - make_interval(mins => ${minutes})
    where id = ${routineId}
  `);
}

describe("a process that stops", () => {
  test("finishes requests in flight, and leaves the rest due", async () => {
    // Once stopped, a process claims no more: these modules are of a process of their own.
    vi.resetModules();
    vi.stubGlobal("opspulseWork", undefined);
    const { stopOrderly } = await import("@/lib/services/orderly-stop");
    vi.unstubAllGlobals();
    const { runDueRoutines: runInThatProcess } =
      await import("@/lib/services/scheduler/run-due-routines");
    for (let index = 0; index < 6; index += 1) {
      await workspace.createDueRoutine(`${receiver.url}/hold?${index}`, 35);
    }
    const tick = runInThatProcess(workspace.context);
    await waitFor("two requests in flight", () => receiver.requests.length === 2);
    const stopped = stopOrderly();
    receiver.release();
    await stopped;

    expect(await tick).toMatchObject({
      claimed: 2,
      succeeded: 2,
      missed: 6,
      remaining_due: 4,
      stopped_by: "budget",
    });
    expect(receiver.requests).toHaveLength(2);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ succeeded: 4, missed: 12 });
    expect(receiver.requests).toHaveLength(6);
    expect(new Set(receiver.requests.map((request) => request.path)).size).toBe(6);
  });

  test("releases what it claimed and cannot start, as if it had never been claimed", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 35);
    let questions = 0;
    // It is asked before the read and before the claim, and then before the start.
    const isStopped = () => (questions += 1) > 2;
    expect(await new TickEngine(workspace.context, isStopped).run()).toMatchObject({
      claimed: 0,
      missed: 0,
    });
    expect(receiver.requests).toEqual([]);
    expect(await workspace.readRuns(routine.id)).toEqual([]);
    expect(await workspace.readRoutine(routine.id)).toMatchObject({
      nextRunAt: routine.nextRunAt,
      lockUntil: null,
      lockedBy: null,
      leaseToken: 1,
    });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ succeeded: 1, missed: 3 });
  });

  test("a released claim that another worker has taken is left to it", async () => {
    const { id } = await workspace.createDueRoutine(`${receiver.url}/ok`);
    const { scheduler } = workspace.context;
    const { claims } = await claimDueRoutines(database.db, { ...scheduler, routineIds: [id] });
    await workspace.expireLease(id);
    const other = withSettings({ workerId: "worker-b" });
    expect(await runDueRoutines(other)).toMatchObject({ abandoned: 1, succeeded: 1 });
    const before = await workspace.readRoutine(id);
    await releaseClaims(database.db, claims, "STOPPED");
    expect(await workspace.readRoutine(id)).toEqual(before);
    expect(await workspace.readRuns(id)).toMatchObject([
      { workerId: "worker-a", status: "ABANDONED" },
      { workerId: "worker-b", status: "SUCCESS" },
    ]);
  });
});

describe("places", () => {
  test("a tenant with thousands of due routines does not starve another's five", async () => {
    const few = await createTestWorkspace(database.db);
    await createHerd(
      workspace.context.workspaceId,
      `${receiver.url}/herd`,
      isEmbedded() ? 5_000 : 50_000,
    );
    for (let index = 0; index < 5; index += 1) {
      await few.createDueRoutine(`${receiver.url}/few?${index}`);
    }
    const isStopped = () => receiver.requests.length >= 100;
    await new TickEngine(workspace.context, isStopped).run();
    const positions = receiver.requests.flatMap(({ path }, index) =>
      path.startsWith("/few") ? [index] : [],
    );
    expect(positions).toHaveLength(5);
    expect(Math.max(...positions)).toBeLessThan(48);
  });

  test("a host at its cap does not hold up the others", async () => {
    const slow = await startReceiver();
    try {
      for (let index = 0; index < 12; index += 1) {
        await workspace.createDueRoutine(`${slow.url}/hold?${index}`, 2);
        await workspace.createDueRoutine(`${receiver.url}/ok?${index}`);
      }
      const tick = runDueRoutines(withSettings({ maxConcurrency: 6, maxPerHost: 2 }));
      await waitFor("the other host's requests", () => receiver.requests.length === 12);
      expect(slow.requests).toHaveLength(2);
      slow.release();
      expect(await tick).toMatchObject({ succeeded: 24, stopped_by: "drained" });
      expect(slow.maxInFlight()).toBeLessThanOrEqual(2);
      expect(receiver.maxInFlight()).toBeLessThanOrEqual(2);
    } finally {
      await slow.close();
    }
  });

  test("nothing is claimed before it can start", async () => {
    for (let index = 0; index < 20; index += 1) {
      await workspace.createDueRoutine(`${receiver.url}/hold?${index}`);
    }
    let isStopped = false;
    let questions = 0;
    const engine = new TickEngine(withSettings({ maxConcurrency: 4, batchLimit: 3 }), () => {
      questions += 1;
      return isStopped;
    });
    const run = engine.run();
    await waitFor("the requests that may be in flight", () => receiver.requests.length === 2);
    const before = questions;
    await waitFor("another look at what is due", () => questions > before + 2);
    expect(await countRunning()).toBe(2);
    expect(receiver.requests).toHaveLength(2);
    isStopped = true;
    receiver.release();
    await run;
    expect(await countRunning()).toBe(0);
  });
});

describe("attempts", () => {
  let server: ReturnType<typeof createServer>;
  let url: string;
  let retryAfter: string;
  let attempts: (string | undefined)[];

  beforeEach(async () => {
    attempts = [];
    server = createServer((request, response) => {
      attempts.push(request.headers["opspulse-attempt"]?.toString());
      response.writeHead(503, { "retry-after": retryAfter }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const becomeDue = (id: string) =>
    database.db
      .update(routines)
      .set({ dueAt: sql`now()` })
      .where(eq(routines.id, id));

  test("a failed attempt is retried as late as the endpoint asks, and the last one is the outcome", async () => {
    retryAfter = "120";
    const routine = await workspace.createDueRoutine(url, 0, { max_attempts: 3 });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, failed: 0 });
    const [first] = await workspace.readRuns(routine.id);
    const waiting = await workspace.readRoutine(routine.id);
    expect(waiting.nextRunAt).toEqual(routine.nextRunAt);
    const waitMs = (waiting.dueAt?.getTime() ?? 0) - (first?.finishedAt?.getTime() ?? 0);
    // Either moment may be a millisecond off: one is rounded, and one cut.
    expect(waitMs).toBeGreaterThanOrEqual(120_000 - 2);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0 });

    await becomeDue(routine.id);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, failed: 0 });
    await becomeDue(routine.id);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, failed: 1 });

    expect(attempts).toEqual(["1", "2", "3"]);
    const runs = await workspace.readRuns(routine.id);
    expect(runs.map(({ attempt, status, willRetry }) => [attempt, status, willRetry])).toEqual([
      [1, "FAIL", true],
      [2, "FAIL", true],
      [3, "FAIL", false],
    ]);
    expect(new Set(runs.map((run) => run.scheduledFor?.getTime()))).toEqual(
      new Set([routine.nextRunAt.getTime()]),
    );
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 10 * MINUTE_MS);
    expect(after.dueAt).toBeNull();
  });

  test("a retry that would come after the next slot is not made", async () => {
    retryAfter = "3600";
    const routine = await workspace.createDueRoutine(url, 0, { max_attempts: 3 });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, failed: 1 });
    expect(await workspace.readRuns(routine.id)).toMatchObject([{ attempt: 1, willRetry: false }]);
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 10 * MINUTE_MS);
  });

  test("the next slot ends the attempts of the one before it, whose last failure is the outcome", async () => {
    retryAfter = "120";
    const routine = await workspace.createDueRoutine(url, 0, { max_attempts: 3 });
    await runDueRoutines(workspace.context);
    await letMinutesPass(routine.id, 10);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, missed: 0 });
    const runs = await workspace.readRuns(routine.id);
    expect(runs).toMatchObject([
      { attempt: 1, status: "FAIL", willRetry: false },
      { attempt: 1, status: "FAIL", willRetry: true, scheduledFor: routine.nextRunAt },
    ]);
  });
});

describe("times", () => {
  test("a jittered routine is not due before its own offset, and its lag is counted from there", async () => {
    const routine = await findRoutineWithOffset();
    const offsetMs = jitterOffsetSeconds(routine.id, routine.jitterSeconds) * SECOND_MS;
    const dueInAMinute = sql`date_trunc('minute', now() + interval '2 minutes' - make_interval(secs => ${offsetMs / 1000}), 'UTC')`;
    await database.db.execute(sql`
      update routines set next_run_at = ${dueInAMinute},
        due_at = ${dueInAMinute} + make_interval(secs => ${offsetMs / 1000})
      where id = ${routine.id}
    `);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, remaining_due: 0 });

    await letMinutesPass(routine.id, 2);
    const { nextRunAt: slot } = await workspace.readRoutine(routine.id);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, succeeded: 1 });
    const [run] = await workspace.readRuns(routine.id);
    expect(run?.scheduledFor).toEqual(slot);
    expect(run?.startedAt?.getTime()).toBeGreaterThanOrEqual(slot.getTime() + offsetMs);
    expect(run?.lagMs).toBeLessThan(2 * MINUTE_MS);
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(slot.getTime() + 1440 * MINUTE_MS);
    expect(after.dueAt?.getTime()).toBe(after.nextRunAt.getTime() + offsetMs);
  });

  /** A routine whose jitter is at least two minutes, so that a slot and its start differ. */
  async function findRoutineWithOffset() {
    for (;;) {
      const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -60, {
        interval_minutes: 1440,
        jitter_seconds: 3600,
      });
      if (jitterOffsetSeconds(routine.id, routine.jitterSeconds) >= 120) return routine;
      await database.db.delete(routines).where(eq(routines.id, routine.id));
    }
  }

  test("nothing runs before the start date", async () => {
    const [clock] = await database.db.execute<{ start: string }>(
      sql`select to_char((now() + interval '1 hour') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:00"Z"') as start`,
    );
    const startsAt = clock?.start ?? "";
    const routine = await createRoutine(workspace.context, {
      name: "Later",
      endpoint_url: `${receiver.url}/ok`,
      interval_minutes: 10,
      starts_at: startsAt,
    });
    expect(new Date(routine.next_run_at).getTime()).toBeGreaterThanOrEqual(Date.parse(startsAt));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0 });
  });

  test("the last slot before the end date runs, and ends the routine", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await endAt(routine.id, 5);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, succeeded: 1 });
    expect(await workspace.readRoutine(routine.id)).toMatchObject({ isActive: false });
    await letMinutesPass(routine.id, 30);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, remaining_due: 0 });
    expect(receiver.requests).toHaveLength(1);
  });

  test("a slot at the end date never runs: the routine ends without a row", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await endAt(routine.id, 0);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, missed: 0 });
    expect(await workspace.readRuns(routine.id)).toEqual([]);
    expect(await workspace.readRoutine(routine.id)).toMatchObject({
      isActive: false,
      lockUntil: null,
    });
  });

  const endAt = (id: string, minutesAfterSlot: number) =>
    database.db
      .update(routines)
      .set({ endsAt: sql`next_run_at + make_interval(mins => ${minutesAfterSlot})` })
      .where(eq(routines.id, id));

  test("a slot of years ago runs, and does not hold up the others", async () => {
    const old = await workspace.createDueRoutine(`${receiver.url}/old`, 3 * 365 * 1440, {
      interval_minutes: 525_600,
    });
    const fresh = await workspace.createDueRoutine(`${receiver.url}/fresh`);
    await database.db.update(routines).set({ intervalMinutes: 525_600 });
    await database.db
      .update(routines)
      .set({ nextRunAt: sql`date_trunc('minute', now(), 'UTC') - interval '300 days'` })
      .where(eq(routines.id, old.id));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 2, succeeded: 2 });
    expect((await workspace.readRuns(old.id))[0]?.status).toBe("SUCCESS");
    expect((await workspace.readRuns(fresh.id))[0]?.status).toBe("SUCCESS");
  });
});

describe("retention", () => {
  async function insertRuns(routineId: string, count: number, age: string): Promise<void> {
    await database.db.execute(sql`
      insert into routine_runs (workspace_id, routine_id, triggered_by, status, finished_at, created_at)
      select ${workspace.context.workspaceId}, ${routineId}, 'MANUAL', 'SUCCESS', now(),
             now() - ${age}::interval - make_interval(secs => n)
      from generate_series(1, ${count}::integer) as n
    `);
  }

  test("old runs are deleted in bounded batches, newer and RUNNING ones stay", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -60);
    await insertRuns(routine.id, 250, "91 days");
    await insertRuns(routine.id, 3, "89 days");
    const { workspaceId } = workspace.context;
    const longAgo = new Date(Date.now() - 100 * DAY_MS).toISOString();
    await database.db.execute(
      insertRun({ workspaceId, routineId: routine.id }, { status: "RUNNING", created_at: longAgo }),
    );
    const batches = [];
    for (let batch = 0; batch < 4; batch += 1) {
      batches.push(await deleteOldRuns(database.db, { retentionDays: 90, limit: 100 }));
    }
    expect(batches).toEqual([100, 100, 50, 0]);
    const left = await workspace.readRuns(routine.id);
    expect(left.map((run) => run.status).sort()).toEqual([
      "RUNNING",
      "SUCCESS",
      "SUCCESS",
      "SUCCESS",
    ]);
  });

  test("a tick deletes a bounded number, oldest first, and the next one continues", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -60);
    await insertRuns(routine.id, 10_200, "91 days");
    await insertRuns(routine.id, 5, "1 day");
    await runDueRoutines(workspace.context);
    expect(await database.db.$count(routineRuns)).toBe(205);
    await runDueRoutines(workspace.context);
    expect(await database.db.$count(routineRuns)).toBe(5);
  });
});

describe("the plan of a claim", () => {
  type PlanNode = {
    "Node Type": string;
    "Relation Name"?: string;
    "Index Name"?: string;
    Plans?: PlanNode[];
  };

  const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

  test(
    "reads due routines from their index, however large the table is and however many are due",
    { timeout: 60_000 },
    async () => {
      const count = isEmbedded() ? 20_000 : 50_000;
      await insertMany(
        count,
        (numbers) => sql`
          insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
          select ${workspace.context.workspaceId}, 'Routine ' || n, 1440,
                 date_trunc('minute', now(), 'UTC') + make_interval(mins => case when n <= 50 then -n else 60 + n % 600 end),
                 'http://127.0.0.1:' || 20000 + n % 50 || '/'
          from ${numbers} as n
        `,
      );
      await database.db.execute(sql`analyze routines`);

      const statements: { text: string; params: unknown[] }[] = [];
      const client = postgres(database.url, { prepare: false, max: 1 });
      try {
        const logged = drizzle(client, {
          schema,
          logger: { logQuery: (text, params) => statements.push({ text, params }) },
        });
        const { scheduler } = workspace.context;
        // With the first slack 50 are due, with the second all of them.
        for (const slackSeconds of [3, 11 * 3_600]) {
          const options = { ...scheduler, slackSeconds };
          const workspaceIds = await findDueWorkspaces(logged, { ...options, limit: 100 });
          const depth = 2_000;
          const { groups } = await findDueRoutines(logged, { ...options, depth, workspaceIds });
          const routineIds = groups.flatMap(({ ids }) => ids).slice(0, 20);
          const batch = await claimDueRoutines(logged, { ...options, routineIds });
          expect(batch.considered).toBe(20);
        }

        const expected = [
          { of: "select id from (", indexes: ["idx_routines_workspace_due"] },
          {
            of: "with oldest",
            indexes: ["idx_routines_due", "idx_routines_workspace_due"],
            // By which slots of replays find their routines.
            keys: ["routines_pkey", "uq_routines_workspace_id"],
          },
          { of: "skip locked", indexes: ["routines_pkey"] },
        ];
        for (const { of, indexes, keys = [] } of expected) {
          const reads = statements.filter(({ text }) => text.includes(of));
          expect(reads).toHaveLength(2);
          for (const { text, params } of reads) {
            const [row] = await client.unsafe<{ "QUERY PLAN": [{ Plan: PlanNode }] }[]>(
              `explain (format json) ${text}`,
              params.map(String),
            );
            const nodes = row === undefined ? [] : flatten(row["QUERY PLAN"][0].Plan);
            const onRoutines = nodes.filter((node) => node["Relation Name"] === "routines");
            expect(onRoutines.map((node) => node["Node Type"])).not.toContain("Seq Scan");
            const used = nodes.flatMap((node) => node["Index Name"] ?? []);
            const ofRoutines = used.filter(
              (name) => name.includes("routines") && !keys.includes(name),
            );
            expect([...new Set(ofRoutines)].sort()).toEqual(indexes);
          }
        }
      } finally {
        await client.end();
      }
    },
  );
});
