import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { deleteOldClocks, listClocks, recordClock } from "@/db/queries/instance/scheduler-clocks";
import {
  deleteOldHours,
  readTickTotals,
  recordHour,
  sumTickHours,
} from "@/db/queries/instance/scheduler-hours";
import { schedulerClocks, schedulerHours } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();

beforeEach(async () => {
  await database.db.delete(schedulerClocks);
  await database.db.delete(schedulerHours);
});

/** Makes the last tick of a clock earlier. */
const moveBack = (name: string, seconds: number) =>
  database.db.execute(sql`
    update scheduler_clocks set last_tick_at = last_tick_at - make_interval(secs => ${seconds}::float8)
    where name = ${name}`);

test("each clock keeps its last tick, the mean and the longest gap of its ticks", async () => {
  const { db } = database;
  await recordClock(db, "pg_cron");
  await recordClock(db, "vercel-cron");
  expect(await listClocks(db)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "pg_cron", ticks: 1, meanGapSeconds: null }),
      expect.objectContaining({ name: "vercel-cron", ticks: 1, longestGapSeconds: null }),
    ]),
  );
  await moveBack("pg_cron", 60);
  await recordClock(db, "pg_cron");
  await moveBack("pg_cron", 160);
  await recordClock(db, "pg_cron");
  await moveBack("pg_cron", 60);
  await recordClock(db, "pg_cron");
  const clock = (await listClocks(db)).find(({ name }) => name === "pg_cron");
  expect(clock?.ticks).toBe(4);
  expect(clock?.longestGapSeconds).toBeGreaterThanOrEqual(160);
  expect(clock?.longestGapSeconds).toBeLessThan(220);
  expect(clock?.meanGapSeconds).toBeGreaterThanOrEqual(60);
  expect(clock?.meanGapSeconds).toBeLessThan(150);

  // A gap of days ago says nothing of today.
  await db.execute(
    sql`update scheduler_clocks set longest_gap_at = now() - interval '2 days' where name = 'pg_cron'`,
  );
  await moveBack("pg_cron", 61);
  await recordClock(db, "pg_cron");
  const today = (await listClocks(db)).find(({ name }) => name === "pg_cron");
  expect(today?.longestGapSeconds).toBeLessThan(120);

  await moveBack("vercel-cron", 31 * 86_400);
  await deleteOldClocks(db);
  expect((await listClocks(db)).map(({ name }) => name)).toEqual(["pg_cron"]);
});

test("hours and totals add up what ticks did, and totals outlive the hours", async () => {
  const { db } = database;
  const counts = { succeeded: 2, failed: 1, missed: 3, abandoned: 0, lagsMs: [50, 50, 2_000] };
  await recordHour(db, counts);
  await recordHour(db, { ...counts, lagsMs: [90_000] });
  const day = await sumTickHours(db, 24);
  expect(day).toMatchObject({ ticks: 2, succeeded: 4, failed: 2, missed: 6, lagMaxMs: 90_000 });
  expect(day.lagCounts.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(day.lagCounts[0]).toBe(2);
  const [size] = await db.execute<{ bytes: string }>(
    sql`select database_bytes as bytes from scheduler_hours where database_bytes is not null`,
  );
  expect(Number(size?.bytes)).toBeGreaterThan(1_000_000);

  await db.execute(
    sql`update scheduler_hours set hour = hour - interval '40 days' where hour > 'epoch'`,
  );
  await deleteOldHours(db);
  expect(await sumTickHours(db, 24)).toMatchObject({ ticks: 0, succeeded: 0 });
  expect(await readTickTotals(db)).toMatchObject({ ticks: 2, succeeded: 4, lagSumMs: 92_100 });
});

test("a tick writes down who called it, how its runs ended, and how late they began", async () => {
  const receiver = await startReceiver();
  try {
    const workspace = await createTestWorkspace(database.db);
    await workspace.createDueRoutine(`${receiver.url}/ok`);
    await runDueRoutines(workspace.context, "pg_cron");
    await runDueRoutines(workspace.context);
  } finally {
    await receiver.close();
  }
  const clocks = await listClocks(database.db);
  expect(clocks.map(({ name, ticks }) => [name, ticks]).toSorted()).toEqual([
    ["pg_cron", 1],
    ["unnamed", 1],
  ]);
  const totals = await readTickTotals(database.db);
  expect(totals).toMatchObject({ ticks: 2, succeeded: 1, failed: 0 });
  expect(totals.lagCounts.reduce((sum, count) => sum + count, 0)).toBe(1);
});
