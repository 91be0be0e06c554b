import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { createTestRoutine, insertRun, type Row } from "@/tests/support/rows";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

type KeptOutcome = { last_outcome: string | null; health: string | null };

/** The minute of the newest run but `minutesBefore`. */
const at = (minutesBefore: number) =>
  new Date(Date.parse("2026-03-01T09:00:00Z") - minutesBefore * MINUTE_MS).toISOString();

describe("the last outcome and the health of a routine", () => {
  let database: TestDatabase;
  let db: Database;
  let workspaceId: string;
  let routineId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.db;
    ({ workspaceId } = await createTestUser(db));
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    routineId = await createTestRoutine(db, workspaceId);
  });

  const addRun = async (minutesBefore: number, overrides: Row) => {
    const times = { created_at: at(minutesBefore), scheduled_for: at(minutesBefore) };
    await db.execute(insertRun({ workspaceId, routineId }, { ...times, ...overrides }));
  };
  const read = async () => {
    const [routine] = await db.execute<KeptOutcome & { version: string }>(sql`
      select last_outcome, health, xmin::text as version from routines where id = ${routineId}`);
    return routine;
  };

  test("are empty before a run has ended", async () => {
    await addRun(0, { status: "RUNNING" });
    expect(await read()).toMatchObject({ last_outcome: null, health: null });
  });

  test.each([
    [{ status: "SUCCESS" }, "SUCCESS", "GOOD"],
    [{ status: "SUCCESS", is_degraded: true }, "DEGRADED", "DEGRADED"],
    [{ status: "FAIL" }, "FAIL", "FAILING"],
    [{ status: "ABANDONED" }, "ABANDONED", null],
    [{ status: "MISSED" }, "MISSED", null],
  ])("follow a run that is %o", async (run, lastOutcome, health) => {
    await addRun(0, run);
    expect(await read()).toMatchObject({ last_outcome: lastOutcome, health });
  });

  test("follow a run from its start to its end", async () => {
    await addRun(1, { status: "FAIL" });
    await addRun(0, { status: "RUNNING" });
    expect(await read()).toMatchObject({ last_outcome: "FAIL", health: "FAILING" });
    await db.execute(sql`delete from runs_in_flight where routine_id = ${routineId}`);
    await addRun(0, { status: "SUCCESS", is_degraded: true });
    expect(await read()).toMatchObject({ last_outcome: "DEGRADED", health: "DEGRADED" });
  });

  test("stay failing after runs that were abandoned or missed", async () => {
    await addRun(2, { status: "FAIL" });
    await addRun(1, { status: "ABANDONED" });
    expect(await read()).toMatchObject({ last_outcome: "ABANDONED", health: "FAILING" });
    await addRun(0, { status: "MISSED" });
    expect(await read()).toMatchObject({ last_outcome: "MISSED", health: "FAILING" });
  });

  test("are not reset by a late row", async () => {
    await addRun(0, { status: "SUCCESS" });
    await addRun(5, { status: "FAIL" });
    expect(await read()).toMatchObject({ last_outcome: "SUCCESS", health: "GOOD" });
  });

  test("are right after one statement that inserts a whole history in any order", async () => {
    await db.execute(sql`
      insert into routine_runs
        (workspace_id, routine_id, triggered_by, status, scheduled_for, finished_at, created_at)
      select ${workspaceId}, ${routineId}, 'SCHEDULE', case age when 0 then 'FAIL' else 'SUCCESS' end,
        slot, slot, slot
      from generate_series(0, 99) as age,
        lateral (select ${at(0)}::timestamptz - make_interval(mins => age) as slot) as slots
      order by md5(age::text)`);
    expect(await read()).toMatchObject({ last_outcome: "FAIL", health: "FAILING" });
  });

  test("are written only when they change, and only for their routine", async () => {
    await addRun(1, { status: "SUCCESS" });
    const before = await read();
    await addRun(0, { status: "SUCCESS" });
    expect(await read()).toEqual(before);
    routineId = await createTestRoutine(db, workspaceId);
    expect(await read()).toMatchObject({ last_outcome: null, health: null });
  });

  test("outlive the runs that they came from", async () => {
    await addRun(0, { status: "FAIL" });
    await db.execute(sql`delete from routine_runs where routine_id = ${routineId}`);
    expect(await read()).toMatchObject({ last_outcome: "FAIL", health: "FAILING" });
  });
});
