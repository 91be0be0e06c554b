import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { routineEvents, routines } from "@/db/schema";
import { NotFoundError } from "@/lib/domain/errors";
import { listSlots } from "@/lib/services/routines/list-slots";
import { previewSchedule } from "@/lib/services/routines/preview-schedule";
import { getDurations } from "@/lib/services/runs/summarize-durations";
import { problemCodesOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("the ledger for machines", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  /** A routine every ten minutes that was created two hours ago and has never been ticked for. */
  async function addNeglectedRoutine(): Promise<string> {
    const id = await workspace.addRoutine({ interval_minutes: 10 });
    const ago = (minutes: number) =>
      sql`date_trunc('minute', now(), 'UTC') - make_interval(mins => ${minutes})`;
    await database.db
      .update(routines)
      .set({ nextRunAt: ago(115), createdAt: ago(120) })
      .where(eq(routines.id, id));
    await database.db
      .update(routineEvents)
      .set({ nextRunAt: ago(115), at: ago(120) })
      .where(eq(routineEvents.routineId, id));
    return id;
  }

  test("its pages hold every slot once, newest first", async () => {
    const id = await addNeglectedRoutine();
    const whole = await listSlots(workspace.context, id, { limit: "500" });
    expect(whole).toMatchObject({ next_cursor: null, is_since_creation: true });
    expect(whole.data.length).toBe(12);
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listSlots(workspace.context, id, {
        limit: "5",
        ...(cursor !== null && { cursor }),
      });
      found.push(...page.data.map(({ slot }) => slot));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(whole.data.map(({ slot }) => slot));
    const [, second, third] = found;
    expect((await listSlots(workspace.context, id, { before: second, limit: "1" })).data).toEqual([
      expect.objectContaining({ slot: third }),
    ]);
  });

  test("a stranger's question is answered like one about nothing, whatever else is asked", async () => {
    const id = await addNeglectedRoutine();
    for (const query of [{}, { limit: "none" }]) {
      await expect(listSlots(stranger.context, id, query)).rejects.toThrow(NotFoundError);
      await expect(getDurations(stranger.context, id, query)).rejects.toThrow(NotFoundError);
    }
  });

  test("a query that isn't one names each of its fields", async () => {
    const id = await addNeglectedRoutine();
    const other = await addNeglectedRoutine();
    const ask = (query: Record<string, unknown>) =>
      problemCodesOf(listSlots(workspace.context, id, query));
    expect(await ask({ limit: "501", before: "today", day: "1" })).toEqual({
      limit: "limit_out_of_range",
      before: "instant_invalid",
      day: "field_unknown",
    });
    const { next_cursor: cursor } = await listSlots(workspace.context, other, { limit: "5" });
    expect(await ask({ cursor })).toEqual({ cursor: "cursor_invalid" });
    expect(await problemCodesOf(getDurations(workspace.context, id, { range: "1y" }))).toEqual({
      range: "duration_range_unknown",
    });
  });

  test("durations are summed up over a day where no range is named", async () => {
    const id = await addNeglectedRoutine();
    expect(await getDurations(workspace.context, id, {})).toMatchObject({
      range: "24h",
      buckets: [],
    });
  });
});

describe("a schedule before it is saved", () => {
  const database = openSuiteDatabase();

  test("has its slots and the clock changes that concern it", async () => {
    const { context } = await createTestWorkspace(database.db);
    const preview = await previewSchedule(context, {
      cron_expression: "TZ=Europe/Lisbon 30 1 * * *",
      limit: "3",
    });
    expect(preview).toMatchObject({
      interval_minutes: null,
      cron_expression: "30 1 * * *",
      timezone: "Europe/Lisbon",
    });
    expect(preview.next_slots).toHaveLength(3);
    expect(preview.clock_changes).toMatchObject([{ kind: "skipped" }]);
  });

  test("keeps the rules that a routine is created by", async () => {
    const { context } = await createTestWorkspace(database.db);
    const refused = (query: Record<string, string>) =>
      problemCodesOf(previewSchedule(context, query));
    expect(await refused({})).toEqual({ interval_minutes: "schedule_required" });
    expect(await refused({ interval_minutes: "x", timezone: "Mars" })).toMatchObject({
      interval_minutes: "interval_not_whole",
      timezone: "timezone_unknown",
    });
    expect(await refused({ interval_minutes: "5", run_at: "2030-01-01T00:00:00Z" })).toEqual({
      run_at: "schedule_twice",
    });
    expect(await refused({ run_at: "2020-01-01T00:00:00Z" })).toEqual({ run_at: "run_at_passed" });
    expect(await refused({ interval_minutes: "5", limit: "101" })).toEqual({
      limit: "limit_out_of_range",
    });
  });
});
