import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routineEvents, routineRuns, routines } from "@/db/schema";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { NEVER } from "@/lib/domain/schedule/schedule";
import { HOUR_MS, MINUTE_MS } from "@/lib/domain/time-units";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { explainMinute } from "@/lib/services/routines/explain-minute";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getOverview } from "@/lib/services/runs/get-overview";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { settleRestored } from "@/scripts/backup/settle-restored";
import { problemCodesOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** A whole minute so far from now. */
const minuteFromNow = (ms: number) =>
  new Date(Math.floor((Date.now() + ms) / MINUTE_MS) * MINUTE_MS).toISOString();

describe("a routine that runs once", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    await database.db.delete(routines);
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(() => receiver.close());

  const create = (input: Record<string, unknown> = {}): Promise<RoutineDto> =>
    createRoutine(workspace.context, {
      name: "Once",
      endpoint_url: `${receiver.url}/ok`,
      run_at: minuteFromNow(HOUR_MS),
      ...input,
    });

  /** As if the routine had been created an hour before, for a time so many minutes ago. */
  const createDue = async (minutes: number, input: Record<string, unknown> = {}) => {
    const { id } = await create(input);
    const at = sql`date_trunc('minute', now(), 'UTC') - make_interval(mins => ${minutes})`;
    const created = sql`date_trunc('minute', now(), 'UTC') - interval '1 hour'`;
    await database.db
      .update(routines)
      .set({ runAt: at, nextRunAt: at, createdAt: created })
      .where(eq(routines.id, id));
    await database.db.delete(routineEvents).where(eq(routineEvents.routineId, id));
    return id;
  };

  const statesOf = async (id: string) =>
    (await getSlotLedger(workspace.context, id, {})).data.map(({ state }) => state);
  const lastEventOf = async (id: string) => {
    const events = await database.db
      .select()
      .from(routineEvents)
      .where(eq(routineEvents.routineId, id))
      .orderBy(routineEvents.id);
    return events.at(-1);
  };

  test("it runs at its minute, once, and then rests as one that has ended", async () => {
    const id = await createDue(1);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, succeeded: 1 });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0 });
    expect(receiver.requests).toHaveLength(1);

    const routine = await getRoutine(workspace.context, id);
    expect(routine).toMatchObject({
      is_active: false,
      next_slots: [],
      next_run_at: NEVER.toISOString(),
      last_status: "SUCCESS",
    });
    expect(await statesOf(id)).toEqual(["SUCCESS"]);
    expect(await lastEventOf(id)).toMatchObject({
      kind: "ENDED",
      runAt: new Date(routine.run_at ?? 0),
    });
    const ended = await listRoutines(workspace.context, { state: "ended" });
    expect(ended.data.map((row) => row.id)).toEqual([id]);
    expect((await listRoutines(workspace.context, { state: "paused" })).data).toEqual([]);
    expect(await getOverview(workspace.context)).toMatchObject({
      routines_active: 0,
      routines_ended: 1,
    });
  });

  test("a failed attempt is retried, however short the time to any other slot is", async () => {
    const id = await createDue(1, { endpoint_url: `${receiver.url}/status/503`, max_attempts: 2 });
    await runDueRoutines(workspace.context);
    expect(await workspace.readRoutine(id)).toMatchObject({ isActive: true });
    expect(await statesOf(id)).toEqual(["RETRYING"]);
    await database.db.update(routines).set({ dueAt: null }).where(eq(routines.id, id));
    await runDueRoutines(workspace.context);
    expect(receiver.requests.map(({ headers }) => headers["opspulse-attempt"])).toEqual(["1", "2"]);
    expect(await statesOf(id)).toEqual(["FAIL"]);
    expect(await workspace.readRoutine(id)).toMatchObject({ isActive: false, nextRunAt: NEVER });
  });

  test("nobody ticked: it runs late, or is missed, by its misfire policy", async () => {
    const late = await createDue(30);
    const missed = await createDue(30, { misfire_policy: "SKIP" });
    await runDueRoutines(workspace.context);
    expect(receiver.requests).toHaveLength(1);
    expect(await statesOf(late)).toEqual(["SUCCESS"]);
    expect(await statesOf(missed)).toEqual(["MISSED"]);
    for (const id of [late, missed]) {
      expect(await workspace.readRoutine(id)).toMatchObject({ isActive: false, nextRunAt: NEVER });
    }
  });

  test("a slot whose workers were all lost is given up, and the routine rests", async () => {
    const id = await createDue(5);
    const { workspaceId, runAt } = await workspace.readRoutine(id);
    await database.db.insert(routineRuns).values(
      [1, 2, 3].map((attempt) => ({
        workspaceId,
        routineId: id,
        triggeredBy: "SCHEDULE" as const,
        status: "ABANDONED" as const,
        scheduledFor: runAt,
        attempt,
        errorCode: "ABANDONED" as const,
        finishedAt: new Date(),
      })),
    );
    await runDueRoutines(workspace.context);
    expect(receiver.requests).toEqual([]);
    expect(await statesOf(id)).toEqual(["FAIL"]);
    expect(await workspace.readRoutine(id)).toMatchObject({ isActive: false, nextRunAt: NEVER });
  });

  test("a restored backup counts the time as missed, and doesn't run it", async () => {
    const id = await createDue(5);
    const later = await create();
    await database.db.transaction((tx) =>
      settleRestored(tx, { takenAt: new Date(), missesDue: true, slackSeconds: 3 }),
    );
    expect(await statesOf(id)).toEqual(["MISSED"]);
    expect(await workspace.readRoutine(id)).toMatchObject({ isActive: false, nextRunAt: NEVER });
    expect(await getRoutine(workspace.context, later.id)).toMatchObject({ is_active: true });
  });

  test("another time arms it again, and so does another schedule", async () => {
    const id = await createDue(1);
    await runDueRoutines(workspace.context);
    expect(await updateRoutine(workspace.context, id, { name: "Later" })).toMatchObject({
      is_active: false,
    });
    const run_at = minuteFromNow(HOUR_MS);
    expect(await updateRoutine(workspace.context, id, { run_at })).toMatchObject({
      is_active: true,
      next_run_at: run_at,
      next_slots: [run_at],
    });
    await database.db
      .update(routines)
      .set({ isActive: false, nextRunAt: NEVER })
      .where(eq(routines.id, id));
    const daily = await updateRoutine(workspace.context, id, { cron_expression: "0 9 * * *" });
    expect(daily).toMatchObject({ is_active: true, run_at: null, cron_expression: "0 9 * * *" });
    const kept = { run_at: minuteFromNow(2 * HOUR_MS), is_active: false };
    expect(await updateRoutine(workspace.context, id, kept)).toMatchObject(kept);
  });

  test("a time that has passed is refused with what the clock shows, and one of this minute isn't", async () => {
    const passed = { run_at: minuteFromNow(-2 * MINUTE_MS) };
    expect(await problemCodesOf(create(passed))).toEqual({ run_at: "run_at_passed" });
    await expect(create(passed)).rejects.toMatchObject({
      problems: [
        { message: expect.stringMatching(/it's \d{4}-\d\d-\d\d \d\d:\d\d UTC now/) as unknown },
      ],
    });
    expect(await create({ run_at: minuteFromNow(0) })).toMatchObject({ is_active: true });

    const { id } = await create();
    expect(await problemCodesOf(updateRoutine(workspace.context, id, passed))).toEqual({
      run_at: "run_at_passed",
    });
    const paused = await create({ is_active: false });
    expect(await problemCodesOf(updateRoutine(workspace.context, paused.id, passed))).toEqual({
      run_at: "run_at_passed",
    });
  });

  test("an edit of anything else leaves a time that is due as it is", async () => {
    const id = await createDue(10);
    const routine = await updateRoutine(workspace.context, id, {
      name: "Renamed",
      timezone: "Asia/Tokyo",
    });
    expect(routine).toMatchObject({ is_active: true, next_run_at: routine.run_at });
    expect(await statesOf(id)).toEqual(["WAITING"]);
  });

  test("a pause keeps the time, and one that outlasts it isn't made up for", async () => {
    const { id, run_at } = await create();
    await updateRoutine(workspace.context, id, { is_active: false });
    expect(await getRoutine(workspace.context, id)).toMatchObject({ next_run_at: run_at });
    expect(await updateRoutine(workspace.context, id, { is_active: true })).toMatchObject({
      next_slots: [run_at],
    });

    const late = await createDue(10);
    await updateRoutine(workspace.context, late, { is_active: false });
    await database.db
      .update(routineEvents)
      .set({ at: sql`now() - interval '30 minutes'` })
      .where(eq(routineEvents.routineId, late));
    expect(await statesOf(late)).toEqual(["PAUSED"]);
    const resume = updateRoutine(workspace.context, late, { is_active: true });
    expect(await problemCodesOf(resume)).toEqual({ run_at: "run_at_passed" });
    const bulk = { change: "resume", selection: { ids: [late] } };
    expect(await changeRoutines(workspace.context, bulk)).toMatchObject({
      changed: [],
      skipped: [{ id: late, problem: { code: "run_at_passed" } }],
    });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0 });
  });

  test("every other minute is explained by the schedule that it had", async () => {
    const id = await createDue(5);
    await runDueRoutines(workspace.context);
    const { run_at } = await getRoutine(workspace.context, id);
    const explain = (minute: string) => explainMinute(workspace.context, id, new Date(minute));
    expect(await explain(run_at ?? "")).toMatchObject({
      verdict: "SLOT",
      entry: { state: "SUCCESS" },
    });
    expect(
      await explain(new Date(Date.parse(run_at ?? "") + MINUTE_MS).toISOString()),
    ).toMatchObject({
      verdict: "NO_SLOT",
      previous: { slot: run_at },
      schedule: { run_at, cron_expression: null, interval_minutes: null },
    });
  });

  test.each([
    [{ starts_at: minuteFromNow(2 * HOUR_MS) }, { run_at: "run_at_outside_window" }],
    [{ ends_at: minuteFromNow(HOUR_MS / 2) }, { run_at: "run_at_outside_window" }],
    [{ interval_minutes: 10 }, { run_at: "schedule_twice" }],
    [{ cron_expression: "0 9 * * *" }, { run_at: "schedule_twice" }],
    [{ run_at: null }, { interval_minutes: "schedule_required" }],
    [{ jitter_seconds: 3_600 }, null],
    [{ starts_at: minuteFromNow(0), ends_at: minuteFromNow(2 * HOUR_MS) }, null],
  ])("with %j it is refused with %j", async (input, problems) => {
    const created = create(input);
    if (problems === null) await created;
    else expect(await problemCodesOf(created)).toEqual(problems);
  });

  test("setting one kind of schedule clears the others", async () => {
    const { id } = await create();
    const run_at = minuteFromNow(2 * HOUR_MS);
    const change = (input: Record<string, unknown>) => updateRoutine(workspace.context, id, input);
    expect(await change({ interval_minutes: 15 })).toMatchObject({ run_at: null });
    expect(await change({ run_at })).toMatchObject({ run_at, interval_minutes: null });
    expect(await change({ cron_expression: "0 9 * * *" })).toMatchObject({ run_at: null });
    const twice = { run_at, interval_minutes: 5 };
    expect(await problemCodesOf(change(twice))).toEqual({ run_at: "schedule_twice" });
  });
});
