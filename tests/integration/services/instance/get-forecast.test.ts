import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { getInstanceForecast, getWorkspaceForecast } from "@/lib/services/instance/get-forecast";
import { getHistoryKept } from "@/lib/services/instance/get-history-kept";
import { insertInto } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("what a month of the present routines uses", () => {
  const database = openSuiteDatabase();
  let own: TestWorkspace;
  let other: TestWorkspace;

  beforeAll(async () => {
    own = await createTestWorkspace(database.db, { mayLinger: true });
    other = await createTestWorkspace(database.db);
    await own.addRoutine();
    await own.addRoutine({
      interval_minutes: null,
      cron_expression: "30 9 * * *",
      timezone: "Asia/Tokyo",
    });
    await own.addRoutine({ is_active: false });
    await other.addRoutine({ interval_minutes: 60, jitter_seconds: 40 });
  });

  test("counts the active routines of a workspace for it, and of all for the instance", async () => {
    const mine = await getWorkspaceForecast(own.context);
    expect(mine.runs).toBe(8_640 + 30);
    expect(mine.meters.invocations).toBe(0);
    const all = await getInstanceForecast(own.context);
    expect(all.forecast.runs).toBe(8_640 + 30 + 720);
    expect(all.forecast.meters.invocations).toBe(43_200);
    expect(all.databaseBytes).toBeGreaterThan(all.history.fileBytes);
    // Every tick may stay for the routine that starts off the minute.
    expect(all.forecast.meters.memory_gb_hours).toBeGreaterThan(360);
    expect(mine.meters.memory_gb_hours).toBeLessThan(10);
  });

  test("takes the size and the duration of a run from those that are there", async () => {
    const before = await getWorkspaceForecast(own.context);
    const { id } = await own.readRoutine(await own.addRoutine({ is_active: false }));
    await database.db.execute(sql`
      insert into routine_runs (workspace_id, routine_id, triggered_by, status, finished_at, duration_ms, response_body)
      select ${own.context.workspaceId}, ${id}, 'MANUAL', 'FAIL', now(), 4000,
        (select string_agg(md5(n || '-' || i), '') from generate_series(1, 64) i)
      from generate_series(1, 200) as n`);
    const after = await getWorkspaceForecast(own.context);
    expect(after.meters.memory_gb_hours / before.meters.memory_gb_hours).toBeCloseTo(8, 1);
    expect(after.historyBytesPerDay).toBeGreaterThan(1.3 * before.historyBytesPerDay);
  });

  test("the history that was removed to save space is named with its dates", async () => {
    expect(await getHistoryKept(own.context)).toEqual({
      retention_days: 90,
      runs_removed_before: null,
      responses_removed_before: null,
    });
    for (const [day, before] of [
      ["2026-03-01", "2026-01-05T00:00:00.000Z"],
      ["2026-03-02", "2026-01-06T00:00:00.000Z"],
    ] as const) {
      await database.db.execute(
        insertInto("history_trims", { day, deleted_runs: 5, runs_before: before }),
      );
    }
    expect(await getHistoryKept(own.context)).toMatchObject({
      runs_removed_before: "2026-01-06T00:00:00.000Z",
      responses_removed_before: null,
    });
  });
});
