import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routineRuns, routines } from "@/db/schema";
import { ConflictError, ValidationError } from "@/lib/domain/errors";
import { MAX_RUN_AT_ONCE } from "@/lib/domain/routine/routine-change";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runRoutinesNow } from "@/lib/services/runs/run-routines-now";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("changes to many routines", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const addRoutine = (input: Record<string, unknown> = {}, owner = workspace) =>
    owner.addRoutine({ endpoint_url: `${receiver.url}/ok`, interval_minutes: 10, ...input });

  const change = (verb: string, selection: unknown, owner = workspace) =>
    changeRoutines(owner.context, { change: verb, selection });

  test("pausing many stops each at its slot, and says which were paused", async () => {
    const [first, second, paused] = [
      await addRoutine(),
      await addRoutine(),
      await addRoutine({ is_active: false }),
    ];
    const before = await workspace.readRoutine(first);
    const result = await change("pause", { ids: [first, second, paused] });
    expect({ ...result, changed: new Set(result.changed) }).toEqual({
      changed: new Set([first, second]),
      unchanged: 1,
      skipped: [],
    });
    expect(await workspace.readRoutine(first)).toMatchObject({
      isActive: false,
      nextRunAt: before.nextRunAt,
      dueAt: before.dueAt,
    });
  });

  test("resuming many gives each the slot that resuming it alone would give", async () => {
    const inputs = [
      { interval_minutes: 10 },
      { interval_minutes: 60, jitter_seconds: 3_000 },
      { cron_expression: "0 9 * * *", interval_minutes: null, timezone: "America/Sao_Paulo" },
      { interval_minutes: 10, starts_at: "2999-01-01T00:00:00Z" },
    ];
    const pairs = [];
    for (const input of inputs) {
      const pair = [await addRoutine(input), await addRoutine(input)] as const;
      for (const id of pair) {
        const past = sql`date_trunc('minute', now(), 'UTC') - interval '95 minutes'`;
        await database.db
          .update(routines)
          .set({ isActive: false, ...(input.starts_at === undefined && { nextRunAt: past }) })
          .where(eq(routines.id, id));
      }
      pairs.push(pair);
    }
    const result = await change("resume", { ids: pairs.map(([id]) => id) });
    expect(new Set(result.changed)).toEqual(new Set(pairs.map(([id]) => id)));
    for (const [together, alone] of pairs) {
      await updateRoutine(workspace.context, alone, { is_active: true });
      const [one, other] = [
        await workspace.readRoutine(together),
        await workspace.readRoutine(alone),
      ];
      expect(one.isActive).toBe(true);
      expect(one.nextRunAt).toEqual(other.nextRunAt);
      // The jitter of a routine depends on its id: alike is only whether there is one.
      expect(one.jitterSeconds > 0 || one.dueAt === null).toBe(true);
      if (one.dueAt !== null) {
        expect(one.dueAt.getTime()).toBeGreaterThanOrEqual(one.nextRunAt.getTime());
      }
    }
  });

  test("a routine that has ended stays paused and says why, and the others are resumed", async () => {
    const ended = await addRoutine({ name: "Ended" });
    await database.db
      .update(routines)
      .set({ isActive: false, endsAt: new Date("2020-01-01T00:00:00Z") })
      .where(eq(routines.id, ended));
    const paused = await addRoutine({ is_active: false });
    const active = await addRoutine();
    const result = await change("resume", { ids: [ended, paused, active] });
    expect(result).toMatchObject({ changed: [paused], unchanged: 1 });
    expect(result.skipped).toMatchObject([
      { id: ended, name: "Ended", problem: { code: "ends_too_early" } },
    ]);
    expect(await workspace.readRoutine(ended)).toMatchObject({ isActive: false });
  });

  test("deleting many takes their runs with them, and leaves the others alone", async () => {
    const [gone, kept] = [await addRoutine(), await addRoutine()];
    await runRoutineNow(workspace.context, gone);
    await runRoutineNow(workspace.context, kept);
    const result = await change("delete", { ids: [gone, gone, crypto.randomUUID()] });
    expect(result).toEqual({ changed: [gone], unchanged: 1, skipped: [] });
    const runs = await database.db
      .select({ routineId: routineRuns.routineId })
      .from(routineRuns)
      .where(eq(routineRuns.workspaceId, workspace.context.workspaceId));
    expect(runs).toEqual([{ routineId: kept }]);
  });

  test("a filter means the routines that fit it now, and no others", async () => {
    const reports = [
      await addRoutine({ name: "Report A" }),
      await addRoutine({ name: "Report B" }),
    ];
    const other = await addRoutine({ name: "Other" });
    const filter = { q: "report", state: "active" };
    const result = await change("pause", { filter, count: 99 });
    expect(new Set(result.changed)).toEqual(new Set(reports));
    expect(await workspace.readRoutine(other)).toMatchObject({ isActive: true });
  });

  test("a deletion by filter that would hit more or fewer than were shown hits none", async () => {
    const id = await addRoutine({ name: "Report" });
    for (const count of [0, 2]) {
      await expect(change("delete", { filter: { q: "report" }, count })).rejects.toThrow(
        ConflictError,
      );
    }
    expect(await workspace.readRoutine(id)).toMatchObject({ name: "Report" });
    const result = await change("delete", { filter: { q: "report" }, count: 1 });
    expect(result.changed).toEqual([id]);
  });

  test.each(["pause", "resume", "delete"])(
    "to %s what is a stranger's does nothing, and answers as for what is not there",
    async (verb) => {
      const theirs = await addRoutine({ is_active: verb !== "resume" }, stranger);
      const before = await stranger.readRoutine(theirs);
      const answer = await change(verb, { ids: [theirs] });
      expect(answer).toEqual(await change(verb, { ids: [crypto.randomUUID()] }));
      expect(answer).toEqual({ changed: [], unchanged: 1, skipped: [] });
      await change(verb, { filter: {}, count: 0 });
      expect(await stranger.readRoutine(theirs)).toEqual(before);
    },
  );

  test("more routines than one change may concern are refused, and none is changed", async () => {
    await database.db.execute(sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
      select ${workspace.context.workspaceId}, 'Many', 5, '2999-01-01T00:00:00Z', 'https://example.com/'
      from generate_series(1, ${MAX_CHANGED_ROUTINES + 1})
    `);
    await expect(change("pause", { filter: {}, count: 1 })).rejects.toMatchObject({
      problems: [{ path: "selection", code: "selection_too_large" }],
    });
    const [row] = await database.db.execute<{ paused: number }>(sql`
      select count(*)::int as paused from routines
      where workspace_id = ${workspace.context.workspaceId} and not is_active
    `);
    expect(row?.paused).toBe(0);
  });

  test("more routines than are held in memory at once are all resumed", async () => {
    await database.db.execute(sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url, is_active)
      select ${workspace.context.workspaceId}, 'Many', 5, '2020-01-01T00:00:00Z', 'https://example.com/', false
      from generate_series(1, 1201)
    `);
    const result = await change("resume", { filter: { state: "paused" }, count: 1201 });
    expect(new Set(result.changed).size).toBe(1201);
    const [row] = await database.db.execute<{ resumed: number }>(sql`
      select count(*)::int as resumed from routines
      where workspace_id = ${workspace.context.workspaceId} and is_active and next_run_at > now()
    `);
    expect(row?.resumed).toBe(1201);
  });

  test.each([
    ["no ids", { ids: [] }],
    ["what is not an id", { ids: ["x"] }],
    ["ids and a filter at once", { ids: [crypto.randomUUID()], filter: {}, count: 1 }],
    ["a filter that does not exist", { filter: { colour: "red" }, count: 1 }],
    ["a filter without a count", { filter: {} }],
  ])("%s is no selection", async (_, selection) => {
    await expect(change("pause", selection)).rejects.toThrow(ValidationError);
  });

  test("manual runs go side by side, and one that cannot run does not stop the others", async () => {
    const [good, bad, busy] = [
      await addRoutine(),
      await addRoutine({ endpoint_url: `${receiver.url}/status/503` }),
      await addRoutine(),
    ];
    await database.db
      .update(routines)
      .set({ lockUntil: sql`now() + interval '1 minute'`, lockedBy: "another" })
      .where(eq(routines.id, busy));
    const gone = crypto.randomUUID();
    expect(await runRoutinesNow(workspace.context, [good, bad, busy, gone])).toMatchObject([
      { ok: true, routine_id: good, run: { status: "SUCCESS", http_status: 200 } },
      { ok: true, routine_id: bad, run: { status: "FAIL", http_status: 503 } },
      { ok: false, routine_id: busy, code: "CONFLICT" },
      { ok: false, routine_id: gone, code: "NOT_FOUND" },
    ]);
    const tooMany = Array.from({ length: MAX_RUN_AT_ONCE + 1 }, () => crypto.randomUUID());
    await expect(runRoutinesNow(workspace.context, tooMany)).rejects.toThrow(ValidationError);
  });
});
