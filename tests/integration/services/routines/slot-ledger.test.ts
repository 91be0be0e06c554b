import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deleteOldRuns } from "@/db/queries/delete-old-runs";
import { routineEvents, routineRuns, routines } from "@/db/schema";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { HOUR_MS, MINUTE_MS } from "@/lib/domain/time-units";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { explainMinute } from "@/lib/services/routines/explain-minute";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { listRuns } from "@/lib/services/runs/list-runs";
import { summarizeDurations } from "@/lib/services/runs/summarize-durations";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("the log of changes and the ledger of slots", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeEach(async () => {
    await database.db.delete(routines);
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });
  afterEach(() => receiver.close());

  const addRoutine = (input: Record<string, unknown> = {}) =>
    workspace.addRoutine({ endpoint_url: `${receiver.url}/ok`, interval_minutes: 10, ...input });

  const readEvents = (id: string) =>
    database.db
      .select()
      .from(routineEvents)
      .where(eq(routineEvents.routineId, id))
      .orderBy(routineEvents.id);

  const kindsOf = async (id: string) => (await readEvents(id)).map(({ kind }) => kind);

  /**
   * A routine that was created `hours` ago and whose slots from then on nobody ticked for. Its next slot
   * is five minutes away: one a minute away would be due, with the slack, near the end of a minute.
   */
  const addNeglectedRoutine = async (hours: number, input: Record<string, unknown> = {}) => {
    const id = await addRoutine(input);
    const anchor = sql`date_trunc('minute', now(), 'UTC') - make_interval(hours => ${hours}) + interval '5 minutes'`;
    const created = sql`date_trunc('minute', now(), 'UTC') - make_interval(hours => ${hours}) + interval '30 seconds'`;
    await database.db
      .update(routines)
      .set({ nextRunAt: anchor, createdAt: created })
      .where(eq(routines.id, id));
    await database.db
      .update(routineEvents)
      .set({ nextRunAt: anchor, at: created })
      .where(eq(routineEvents.routineId, id));
    return id;
  };

  const readStates = async (id: string) =>
    (await getSlotLedger(workspace.context, id, { limit: 500 })).data.map(({ state }) => state);

  describe("the log", () => {
    test("has every change of a schedule with who made it, and no other change", async () => {
      const id = await addRoutine();
      await updateRoutine(workspace.context, id, { is_active: false });
      await updateRoutine(workspace.context, id, { name: "Renamed" });
      await updateRoutine(workspace.context, id, { is_active: true });
      await updateRoutine(workspace.context, id, { interval_minutes: 15 });
      const events = await readEvents(id);
      expect(
        events.map(({ kind, intervalMinutes, isActive }) => ({ kind, intervalMinutes, isActive })),
      ).toEqual([
        { kind: "CREATED", intervalMinutes: 10, isActive: true },
        { kind: "PAUSED", intervalMinutes: 10, isActive: false },
        { kind: "RESUMED", intervalMinutes: 10, isActive: true },
        { kind: "EDITED", intervalMinutes: 15, isActive: true },
      ]);
      expect(new Set(events.map(({ actorId }) => actorId))).toEqual(
        new Set([workspace.context.actor.userId]),
      );
      const routine = await workspace.readRoutine(id);
      expect(events.at(-1)?.nextRunAt).toEqual(routine.nextRunAt);
    });

    test("has what was changed for many at once", async () => {
      const ids = [await addRoutine(), await addRoutine()];
      await changeRoutines(workspace.context, { change: "pause", selection: { ids } });
      await changeRoutines(workspace.context, { change: "resume", selection: { ids } });
      for (const id of ids) expect(await kindsOf(id)).toEqual(["CREATED", "PAUSED", "RESUMED"]);
    });

    test("has nothing of a change that was taken back", async () => {
      const id = await addRoutine();
      await expect(
        updateRoutine(workspace.context, id, { is_active: false, interval_minutes: 0 }),
      ).rejects.toThrow(ValidationError);
      expect(await kindsOf(id)).toEqual(["CREATED"]);
    });

    test("has nothing of runs, however often the scheduler moves a routine on", async () => {
      const { id } = await workspace.createDueRoutine(`${receiver.url}/ok`, 1);
      await runDueRoutines(workspace.context);
      expect(await workspace.readRuns(id)).toHaveLength(1);
      expect(await kindsOf(id)).toEqual(["CREATED"]);
    });

    test("has the end of a routine, and a pause, that the scheduler itself made", async () => {
      const ended = await workspace.createDueRoutine(`${receiver.url}/ok`, 1, {
        ends_at: new Date(Date.now() + 5 * MINUTE_MS).toISOString(),
      });
      const broken = await workspace.createDueRoutine(`${receiver.url}/ok`, 1);
      await database.db
        .update(routines)
        .set({ intervalMinutes: null, cronExpression: "61 61 * * *" })
        .where(eq(routines.id, broken.id));
      await runDueRoutines(workspace.context);
      expect((await readEvents(ended.id)).at(-1)).toMatchObject({ kind: "ENDED", actorId: null });
      expect((await readEvents(broken.id)).at(-1)).toMatchObject({ kind: "PAUSED", actorId: null });
    });

    test("has a result that was refused, once, and the ledger says so at its slot", async () => {
      const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
      const late = runDueRoutines(workspace.context);
      await waitFor("the first request", () => receiver.requests.length === 1);
      await workspace.expireLease(routine.id);
      const second = runDueRoutines({
        ...workspace.context,
        scheduler: { ...workspace.context.scheduler, workerId: "worker-b" },
      });
      await waitFor("the second request", () => receiver.requests.length === 2);
      receiver.release();
      await Promise.all([late, second]);

      const [abandoned, finished] = await workspace.readRuns(routine.id);
      const fenced = (await readEvents(routine.id)).filter(({ kind }) => kind === "FENCED");
      expect(fenced.map(({ runId }) => runId)).toEqual([abandoned?.id]);
      const { data } = await getSlotLedger(workspace.context, routine.id, {});
      expect(data[0]).toMatchObject({
        slot: routine.nextRunAt.toISOString(),
        state: "SUCCESS",
        runs: [
          { id: abandoned?.id, status: "ABANDONED", is_fenced: true },
          { id: finished?.id, status: "SUCCESS", is_fenced: false },
        ],
      });
    });

    test("goes with the runs, but for the settings that still held then", async () => {
      const id = await addRoutine();
      await updateRoutine(workspace.context, id, { is_active: false });
      await updateRoutine(workspace.context, id, { is_active: true });
      await updateRoutine(workspace.context, id, { interval_minutes: 15 });
      await database.db.execute(sql`
        update routine_events set at = at - interval '100 days'
        where routine_id = ${id} and kind <> 'EDITED'`);
      await database.db.insert(routineRuns).values({
        workspaceId: workspace.context.workspaceId,
        routineId: id,
        triggeredBy: "MANUAL",
        status: "SUCCESS",
        finishedAt: sql`now()`,
        createdAt: sql`now() - interval '91 days'`,
      });
      expect(await deleteOldRuns(database.db, { retentionDays: 90, limit: 100 })).toBe(1);
      expect(await kindsOf(id)).toEqual(["RESUMED", "EDITED"]);
    });
  });

  describe("the ledger", () => {
    test("counts the slots that nobody ticked for as missed, by the run that passed them over", async () => {
      const id = await addNeglectedRoutine(2);
      expect(await readStates(id)).toEqual(Array.from({ length: 12 }, () => "WAITING"));
      await runDueRoutines(workspace.context);
      const [run] = await workspace.readRuns(id);
      const { data, next_before, is_since_creation } = await getSlotLedger(
        workspace.context,
        id,
        {},
      );
      expect(data.map(({ state }) => state)).toEqual([
        "SUCCESS",
        ...Array.from({ length: 11 }, () => "MISSED"),
      ]);
      expect(new Set(data.slice(1).map(({ missed_by }) => missed_by))).toEqual(new Set([run?.id]));
      expect({ next_before, is_since_creation }).toEqual({
        next_before: null,
        is_since_creation: true,
      });
    });

    test("goes back only to the runs that were kept when space was saved, and names that moment", async () => {
      const id = await addNeglectedRoutine(2);
      await runDueRoutines(workspace.context);
      await database.db.execute(sql`
        insert into history_trims (day, deleted_runs, runs_before)
        values (current_date, 7, now() - interval '1 hour')`);
      const { data, since, is_since_creation } = await getSlotLedger(workspace.context, id, {});
      const hourAgo = new Date(Date.now() - 3_600_000);
      expect(is_since_creation).toBe(false);
      expect(Math.abs(new Date(since).getTime() - hourAgo.getTime())).toBeLessThan(30_000);
      expect(data.every(({ slot }) => slot > since)).toBe(true);
      const earlier = new Date(hourAgo.getTime() - 30 * 60_000);
      expect(await explainMinute(workspace.context, id, earlier)).toMatchObject({
        verdict: "NOT_KEPT",
      });
      await database.db.execute(sql`delete from history_trims`);
    });

    test("comes in pages that together are the whole", async () => {
      const id = await addNeglectedRoutine(2);
      await runDueRoutines(workspace.context);
      const whole = await getSlotLedger(workspace.context, id, {});
      const paged: unknown[] = [];
      let before: string | undefined;
      do {
        const page = await getSlotLedger(workspace.context, id, { limit: 5, before });
        paged.push(...page.data);
        before = page.next_before ?? undefined;
      } while (before !== undefined);
      expect(paged).toEqual(whole.data);
    });

    test("tells a pause that overtook a slot, and an edit that took one away", async () => {
      const paused = await addNeglectedRoutine(1);
      await updateRoutine(workspace.context, paused, { is_active: false });
      expect(new Set(await readStates(paused))).toEqual(new Set(["PAUSED"]));
      const edited = await addNeglectedRoutine(1);
      await updateRoutine(workspace.context, edited, {
        cron_expression: "0 0 1 1 *",
        interval_minutes: null,
      });
      expect(new Set(await readStates(edited))).toEqual(new Set(["EDITED"]));
    });

    test.each([
      { input: { limit: 0 }, path: "limit" },
      { input: { limit: 501 }, path: "limit" },
      { input: { before: "yesterday" }, path: "before" },
    ])("refuses $input", async ({ input, path }) => {
      const id = await addRoutine();
      const refused = getSlotLedger(workspace.context, id, input);
      await expect(refused).rejects.toMatchObject({ problems: [{ path }] });
    });

    test("is nothing for a stranger, nor is a minute or a summary of durations", async () => {
      const id = await addNeglectedRoutine(1);
      await runDueRoutines(workspace.context);
      await expect(getSlotLedger(stranger.context, id, {})).rejects.toThrow(NotFoundError);
      await expect(explainMinute(stranger.context, id, new Date())).rejects.toThrow(NotFoundError);
      await expect(getSlotLedger(workspace.context, "no-id", {})).rejects.toThrow(NotFoundError);
      expect((await summarizeDurations(stranger.context, id, "24h")).buckets).toEqual([]);
      expect((await summarizeDurations(workspace.context, id, "24h")).buckets).toHaveLength(1);
    });
  });

  test("every minute has an answer", async () => {
    const id = await addNeglectedRoutine(1);
    await runDueRoutines(workspace.context);
    const { data } = await getSlotLedger(workspace.context, id, {});
    const [latest, before] = data;
    const at = (slot: string | undefined, offsetMs = 0) =>
      explainMinute(workspace.context, id, new Date(Date.parse(slot ?? "") + offsetMs));

    expect(await at(before?.slot, 59_999)).toEqual({
      minute: before?.slot,
      verdict: "SLOT",
      entry: before,
      previous: null,
      schedule: null,
    });
    expect(await at(before?.slot, 5 * MINUTE_MS)).toMatchObject({
      verdict: "NO_SLOT",
      entry: null,
      previous: { slot: before?.slot },
      schedule: { interval_minutes: 10, cron_expression: null },
    });
    expect(await at(latest?.slot, 2 * HOUR_MS)).toMatchObject({ verdict: "FUTURE" });
    expect(await at(latest?.slot, -24 * HOUR_MS)).toMatchObject({ verdict: "NOT_CREATED" });
    await database.db
      .update(routines)
      .set({ createdAt: sql`now() - interval '100 days'` })
      .where(eq(routines.id, id));
    expect(await at(latest?.slot, -95 * 24 * HOUR_MS)).toMatchObject({ verdict: "NOT_KEPT" });
  });

  test("a summary has each stretch's outcomes, and its durations, in order", async () => {
    const id = await addRoutine();
    const now = new Date();
    const insert = (hoursAgo: number, values: Partial<typeof routineRuns.$inferInsert>) =>
      database.db.insert(routineRuns).values({
        workspaceId: workspace.context.workspaceId,
        routineId: id,
        triggeredBy: "MANUAL",
        status: "SUCCESS",
        finishedAt: now,
        createdAt: new Date(now.getTime() - hoursAgo * HOUR_MS),
        ...values,
      });
    for (let index = 1; index <= 20; index += 1) await insert(40, { durationMs: index * 10 });
    await insert(10, { durationMs: 900, isDegraded: true });
    await insert(10, { durationMs: 100, status: "FAIL" });
    await insert(10, { status: "ABANDONED", missedSlots: 3 });
    await insert(200, { durationMs: 5 });
    const { buckets, from, bucket_seconds } = await summarizeDurations(workspace.context, id, "7d");
    const none = { succeeded: 0, degraded: 0, failed: 0, abandoned: 0, missed: 0 };
    expect(buckets.map(({ starts_at: _, ...bucket }) => bucket)).toEqual([
      { ...none, succeeded: 20, p50_ms: 100, p95_ms: 190, max_ms: 200 },
      {
        ...none,
        degraded: 1,
        failed: 1,
        abandoned: 1,
        missed: 3,
        p50_ms: 100,
        p95_ms: 900,
        max_ms: 900,
      },
    ]);
    for (const { starts_at } of buckets) {
      expect((Date.parse(starts_at) - Date.parse(from)) % (bucket_seconds * 1_000)).toBe(0);
    }
  });

  test.each([
    { status: "SUCCESS", found: ["SUCCESS", "DEGRADED"] },
    { status: "DEGRADED", found: ["DEGRADED"] },
    { status: "NOT_SUCCESS", found: ["FAIL", "ABANDONED", "MISSED"] },
    { status: "FAIL", found: ["FAIL"] },
  ])("a list of runs cut down to $status has $found", async ({ status, found }) => {
    const id = await addRoutine();
    for (const state of ["SUCCESS", "DEGRADED", "FAIL", "ABANDONED", "MISSED"] as const) {
      await database.db.insert(routineRuns).values({
        workspaceId: workspace.context.workspaceId,
        routineId: id,
        triggeredBy: "MANUAL",
        status: state === "DEGRADED" ? "SUCCESS" : state,
        isDegraded: state === "DEGRADED",
        finishedAt: new Date(),
      });
    }
    const { data } = await listRuns(workspace.context, { routine_id: id, status });
    const states = data.map((run) => (run.is_degraded ? "DEGRADED" : run.status));
    expect(states.sort()).toEqual([...found].sort());
  });
});
