import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { columnNumber, findPulseSpan, PULSE_ROWS, type Pulse } from "@/lib/domain/run/pulse";
import { DAY_MINUTES, MINUTE_MS } from "@/lib/domain/time-units";
import { getOverview } from "@/lib/services/runs/get-overview";
import { listFailing } from "@/lib/services/runs/list-failing";
import { readPulseColumns } from "@/lib/services/runs/read-pulse-columns";
import { insertRun, type Row } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("the overview", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  const addRoutine = (name: string, input: Record<string, unknown> = {}) =>
    workspace.addRoutine({ name, ...input });

  /** The columns of a workspace's pulse, read alone. */
  const readColumns = (
    routineIds: readonly string[],
    { columns, column_minutes }: Pick<Pulse, "columns" | "column_minutes">,
    context = workspace.context,
  ) =>
    readPulseColumns(context, routineIds, findPulseSpan(String((columns * column_minutes) / 60)));

  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

  /** A run whose slot was so many minutes ago. Returns that moment. */
  async function addRun(routineId: string, minutesAgo: number, run: Row = {}): Promise<string> {
    const at = ago(minutesAgo);
    const { workspaceId } = workspace.context;
    await database.db.execute(
      insertRun({ workspaceId, routineId }, { created_at: at, scheduled_for: at, ...run }),
    );
    return at;
  }

  test("an empty workspace has an overview of nothing", async () => {
    expect(await getOverview(workspace.context)).toMatchObject({
      routines_total: 0,
      failing: { total: 0, routines: [] },
      degraded: { total: 0, routines: [] },
      pulse: { rows: [] },
      today: { runs: 0, p95_duration_ms: null, is_cut: false },
      before: { runs: 0, p99_lag_ms: null },
      last_run_at: null,
      upcoming: [],
    });
  });

  test("a routine that has ended is not paused", async () => {
    await addRoutine("active");
    await addRoutine("paused", { is_active: false });
    await addRoutine("paused before its end", {
      is_active: false,
      ends_at: "2999-01-01T00:00:00Z",
    });
    const ended = await addRoutine("ended", { ends_at: "2999-01-01T00:00:00Z" });
    await database.db
      .update(routines)
      .set({ isActive: false, endsAt: new Date("2020-01-01T00:00:00Z") })
      .where(eq(routines.id, ended));
    expect(await getOverview(workspace.context)).toMatchObject({
      routines_total: 4,
      routines_active: 1,
      routines_ended: 1,
    });
  });

  test("failing routines are sorted by how long they fail, apart from slow and healthy ones", async () => {
    const newer = await addRoutine("failing for a short time");
    await addRun(newer, 30);
    const newerSince = await addRun(newer, 20, { status: "FAIL", error_code: "TIMEOUT" });
    const older = await addRoutine("failing for long");
    const olderGood = await addRun(older, 50);
    const olderSince = await addRun(older, 40, { status: "FAIL", error_code: "TIMEOUT" });
    await addRun(older, 10, { status: "FAIL", error_code: "TIMEOUT" });
    await addRun(older, 1, { status: "RUNNING" });
    const slow = await addRoutine("slow");
    const slowGood = await addRun(slow, 25);
    const slowSince = await addRun(slow, 15, { is_degraded: true });
    await addRun(slow, 5, { is_degraded: true });
    const healthy = await addRoutine("healthy");
    await addRun(healthy, 12, { status: "FAIL", error_code: "TIMEOUT" });
    await addRun(healthy, 2);

    const { failing, degraded } = await getOverview(workspace.context);
    expect(failing.total).toBe(2);
    expect(
      failing.routines.map(({ routine, since, last_good_at }) => [routine.id, since, last_good_at]),
    ).toEqual([
      [older, olderSince, olderGood],
      [newer, newerSince, expect.any(String)],
    ]);
    expect(failing.routines[0]?.last_run).toMatchObject({ status: "FAIL", routine_id: older });
    expect(failing.routines[0]?.routine.last_status).toBe("RUNNING");
    expect(degraded).toMatchObject({
      total: 1,
      routines: [{ routine: { id: slow }, since: slowSince, last_good_at: slowGood }],
    });
    expect(await listFailing(workspace.context)).toEqual(failing);
  });

  test("where nothing fails, nothing is listed as failing, however slow it is", async () => {
    const slow = await addRoutine("slow");
    await addRun(slow, 5, { is_degraded: true });
    expect(await listFailing(workspace.context)).toEqual({ total: 0, routines: [] });
  });

  test("a routine that fails for longer than is read is marked as such", async () => {
    const routineId = await addRoutine("failing for ever");
    for (let minutes = 510; minutes > 0; minutes -= 1) {
      await addRun(routineId, minutes, { status: "FAIL", error_code: "TIMEOUT" });
    }
    const { failing } = await getOverview(workspace.context);
    expect(failing.routines[0]).toMatchObject({ last_good_at: null, is_cut: true });
    const never = await addRoutine("never healthy");
    const since = await addRun(never, 3, { status: "FAIL", error_code: "TIMEOUT" });
    const { routines: both } = (await getOverview(workspace.context)).failing;
    expect(both.find(({ routine }) => routine.id === never)).toMatchObject({
      since,
      last_good_at: null,
      is_cut: false,
    });
  });

  test("the last 24 hours and the 24 hours before them are counted apart", async () => {
    const routineId = await addRoutine("counted");
    for (const [index, duration_ms] of [10, 20, 30, 1_000].entries()) {
      await addRun(routineId, 10 + index, { duration_ms, lag_ms: duration_ms / 10 });
    }
    await addRun(routineId, 20, { status: "FAIL", error_code: "TIMEOUT", missed_slots: 2 });
    await addRun(routineId, 30, { status: "MISSED" });
    await addRun(routineId, DAY_MINUTES + 5, { duration_ms: 7, lag_ms: 1 });
    await addRun(routineId, 2 * DAY_MINUTES + 5, { status: "FAIL", error_code: "TIMEOUT" });
    const { today, before } = await getOverview(workspace.context);
    expect(today).toEqual({
      runs: 5,
      succeeded: 4,
      failed: 1,
      missed: 3,
      in_maintenance: 0,
      p50_duration_ms: 20,
      p95_duration_ms: 1_000,
      p50_lag_ms: 2,
      p99_lag_ms: 100,
      is_cut: false,
    });
    expect(before).toMatchObject({ runs: 1, succeeded: 1, failed: 0, p50_duration_ms: 7 });
  });

  test("the pulse shows unhealthy routines first, and the worst run of each column", async () => {
    const healthy = await addRoutine("a, healthy");
    await addRun(healthy, 3);
    await addRoutine("b, never run");
    const failing = await addRoutine("c, failing");
    const old = await addRun(failing, DAY_MINUTES + 30);
    const { pulse: empty } = await getOverview(workspace.context);
    expect(empty).toMatchObject({ columns: 96, column_minutes: 15 });
    expect(Date.parse(empty.starts_at)).toBeGreaterThan(Date.parse(old));
    const newest = Date.parse(empty.starts_at) + (empty.columns - 2) * 15 * MINUTE_MS;
    const minutesTo = (offset: number) => (Date.now() - newest) / MINUTE_MS - offset;
    await addRun(failing, minutesTo(1), { duration_ms: 5 });
    await addRun(failing, minutesTo(2), {
      status: "FAIL",
      error_code: "HTTP_STATUS",
      http_status: 503,
      duration_ms: 7,
    });
    await addRun(failing, minutesTo(3), { is_degraded: true });
    const last = await addRun(failing, 0, { status: "FAIL", error_code: "TIMEOUT" });

    const { pulse } = await getOverview(workspace.context);
    expect(pulse.rows.map(({ routine }) => routine.name)).toEqual([
      "c, failing",
      "a, healthy",
      "b, never run",
    ]);
    // A quarter of an hour may have begun since the columns were first asked for.
    const columnOf = (at: number) =>
      Math.floor((at - Date.parse(pulse.starts_at)) / (pulse.column_minutes * MINUTE_MS));
    const [row] = pulse.rows;
    expect(row?.counts).toEqual({
      count: 4,
      succeeded: 2,
      degraded: 1,
      failed: 2,
      other: 0,
      maintenance: 0,
    });
    expect(row?.columns[0]).toMatchObject({
      column: columnOf(newest),
      runs: 3,
      failed: 1,
      worst: { status: "FAIL", http_status: 503, duration_ms: 7 },
    });
    expect(row?.columns.at(-1)).toMatchObject({
      column: columnOf(Date.parse(last)),
      runs: 1,
      worst: { error_code: "TIMEOUT" },
    });
    expect(pulse.rows[2]).toMatchObject({ counts: { count: 0 }, columns: [] });
  });

  test("the axis of a young workspace is as long as its history, of an hour at least", async () => {
    const routineId = await addRoutine("young");
    const readAxis = async () => {
      const { pulse } = await getOverview(workspace.context);
      const [row] = pulse.rows;
      return {
        hours: (pulse.columns * pulse.column_minutes) / 60,
        runs: row?.counts.count,
        oldest: (row?.columns[0]?.column ?? Number.NaN) / pulse.columns,
      };
    };
    expect(await readAxis()).toEqual({ hours: 1, runs: 0, oldest: Number.NaN });
    await addRun(routineId, 1);
    await addRun(routineId, 10);
    expect(await readAxis()).toMatchObject({ hours: 1, runs: 2 });
    await addRun(routineId, 58);
    const hour = await readAxis();
    expect(hour).toMatchObject({ hours: 1, runs: 3 });
    expect(hour.oldest).toBeLessThan(0.05);
    for (const [minutesAgo, hours] of [
      [90, 3],
      [300, 6],
      [700, 12],
      [1_000, 24],
    ] as const) {
      await addRun(routineId, minutesAgo);
      const axis = await readAxis();
      expect(axis.hours).toBe(hours);
      expect(axis.oldest).toBeCloseTo(1 - minutesAgo / 60 / hours, 1);
    }
  });

  test("a workspace with an old run has an axis of a day, whatever ran since", async () => {
    await addRun(await addRoutine("old"), 3 * DAY_MINUTES);
    await addRun(await addRoutine("new"), 1);
    const { pulse } = await getOverview(workspace.context);
    expect(pulse).toMatchObject({ columns: 96, column_minutes: 15 });
  });

  test("the axis goes back to the slot of the first run, however late it was recorded", async () => {
    const routineId = await addRoutine("late");
    await addRun(routineId, 30, { status: "MISSED", scheduled_for: ago(100) });
    const { pulse } = await getOverview(workspace.context);
    expect(pulse).toMatchObject({ columns: 90, column_minutes: 2 });
    expect(pulse.rows[0]?.counts).toMatchObject({ count: 1, other: 1 });
  });

  test("the columns of a pulse can be read alone, for the routines that are named", async () => {
    const routineId = await addRoutine("a, named");
    await addRun(routineId, 3, { status: "FAIL", error_code: "TIMEOUT" });
    await addRun(routineId, 400);
    const other = await addRoutine("b, not named");
    await addRun(other, 3);
    const neverRun = await addRoutine("c, never run");
    const { pulse } = await getOverview(workspace.context);
    const ids = [routineId, routineId, neverRun, crypto.randomUUID(), "no id"];
    const alone = await readColumns(ids, pulse);
    // A column may have begun since.
    const shift =
      columnNumber(alone.starts_at, pulse.column_minutes) -
      columnNumber(pulse.starts_at, pulse.column_minutes);
    const columns = pulse.rows[0]?.columns.map((mark) => ({
      ...mark,
      column: mark.column - shift,
    }));
    expect(columns).toHaveLength(2);
    expect(alone.rows).toEqual([{ id: routineId, columns }]);
  });

  test("columns are read for no more routines than a pulse shows", async () => {
    const ids: string[] = [];
    for (let index = 0; index < PULSE_ROWS + 1; index += 1) {
      const id = await addRoutine(`routine ${index}`);
      await addRun(id, 3);
      ids.push(id);
    }
    const hour = { columns: 60, column_minutes: 1 };
    const { rows } = await readColumns(ids, hour);
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.slice(0, PULSE_ROWS).sort());
    expect(await readColumns([], hour)).toMatchObject({ rows: [] });
  });

  test("nothing of another workspace is in it", async () => {
    const routineId = await addRoutine("mine");
    await addRun(routineId, 5, { status: "FAIL", error_code: "TIMEOUT" });
    const stranger = await createTestWorkspace(database.db);
    const intruder = { ...stranger.context, workspaceId: workspace.context.workspaceId };
    for (const context of [stranger.context, intruder]) {
      const hour = { columns: 60, column_minutes: 1 };
      expect(await readColumns([routineId], hour, context)).toMatchObject({ rows: [] });
      expect(await getOverview(context)).toMatchObject({
        routines_total: 0,
        failing: { total: 0 },
        pulse: { rows: [] },
        today: { runs: 0 },
      });
    }
  });
});
