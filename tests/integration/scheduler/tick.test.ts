import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routineRuns, routines } from "@/db/schema";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { insertRun } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("the tick", () => {
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

  test("a due routine runs once, and its next slot is counted from the slot that ran", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 3);

    const first = await runDueRoutines(workspace.context);
    const second = await runDueRoutines(workspace.context);

    expect(first).toMatchObject({ claimed: 1, succeeded: 1, failed: 0, stopped_by: "drained" });
    expect(second.claimed).toBe(0);
    expect(receiver.requests).toHaveLength(1);
    const [run] = await workspace.readRuns(routine.id);
    expect(run).toMatchObject({
      status: "SUCCESS",
      triggeredBy: "SCHEDULE",
      httpStatus: 200,
      attempt: 1,
      missedSlots: 0,
      scheduledFor: routine.nextRunAt,
    });
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 10 * MINUTE_MS);
    expect(after).toMatchObject({ lockUntil: null, lockedBy: null, leaseToken: 1 });
    expect(after.lastRunAt).toEqual(run?.startedAt);
  });

  test("a request carries the headers with which a receiver can be exactly once", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await runDueRoutines(workspace.context);
    const [run] = await workspace.readRuns(routine.id);
    const slot = routine.nextRunAt.toISOString();
    expect(receiver.requests[0]?.headers).toMatchObject({
      "idempotency-key": `${routine.id}:${slot}`,
      "opspulse-run-id": run?.id,
      "opspulse-scheduled-for": slot,
      "opspulse-attempt": "1",
    });
  });

  test("a failed request is a FAIL in the history, and the routine moves on", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/status/503`);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ succeeded: 0, failed: 1 });
    const [run] = await workspace.readRuns(routine.id);
    expect(run).toMatchObject({ status: "FAIL", httpStatus: 503, errorCode: "HTTP_STATUS" });
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt > routine.nextRunAt).toBe(true);
  });

  test.each([
    { ahead: 3, slackSeconds: 5, claimed: 1, what: "within the slack is due" },
    { ahead: 30, slackSeconds: 5, claimed: 0, what: "beyond the slack is not" },
  ])("a slot $what", async ({ ahead, slackSeconds, claimed }) => {
    // Slots are whole minutes, so the distance is made by the slack, not by the slot.
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await database.db
      .update(routines)
      .set({ nextRunAt: sql`date_trunc('minute', now(), 'UTC') + interval '1 minute'` })
      .where(eq(routines.id, routine.id));
    const [row] = await database.db.execute<{ distance: string }>(
      sql`select extract(epoch from next_run_at - now()) as distance from routines where id = ${routine.id}`,
    );
    const distance = Number(row?.distance);
    const report = await runDueRoutines({
      ...workspace.context,
      scheduler: {
        ...workspace.context.scheduler,
        slackSeconds: Math.ceil(distance) + slackSeconds - ahead,
      },
    });
    expect(report.claimed).toBe(claimed);
  });

  test("a run is in the history before its response comes", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
    const tick = runDueRoutines(workspace.context);
    await waitFor("the request", () => receiver.requests.length === 1);
    const [running] = await workspace.readRuns(routine.id);
    const held = await workspace.readRoutine(routine.id);
    expect(running).toMatchObject({ status: "RUNNING", workerId: "worker-a", finishedAt: null });
    expect(held.leaseToken).toBe(running?.leaseToken);
    expect(held.lockUntil).not.toBeNull();
    receiver.release();
    expect((await tick).succeeded).toBe(1);
  });

  test("ticks that overlap never run the same slot twice", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      ids.push((await workspace.createDueRoutine(`${receiver.url}/ok?${index}`)).id);
    }
    const reports = await Promise.all(
      ["worker-a", "worker-b", "worker-c"].map((workerId) =>
        runDueRoutines({
          ...workspace.context,
          scheduler: { ...workspace.context.scheduler, workerId },
        }),
      ),
    );
    expect(reports.reduce((sum, report) => sum + report.succeeded, 0)).toBe(ids.length);
    expect(new Set(receiver.requests.map((request) => request.path)).size).toBe(ids.length);
    expect(receiver.requests).toHaveLength(ids.length);
  });

  test("no more requests are in flight than the cap allows", async () => {
    // No workspace may hold all places.
    for (let index = 0; index < 4; index += 1) {
      const each = await createTestWorkspace(database.db);
      for (const path of ["a", "b", "c"]) {
        await each.createDueRoutine(`${receiver.url}/hold/${path}`);
      }
    }
    const tick = runDueRoutines({
      ...workspace.context,
      scheduler: { ...workspace.context.scheduler, maxConcurrency: 4 },
    });
    await waitFor("four requests", () => receiver.requests.length === 4);
    receiver.release();
    expect((await tick).succeeded).toBe(12);
    expect(receiver.maxInFlight()).toBeLessThanOrEqual(4);
  });

  test("a tick whose budget is spent leaves the rest due", async () => {
    for (let index = 0; index < 3; index += 1) {
      await workspace.createDueRoutine(`${receiver.url}/hold?${index}`);
    }
    const scheduler = { ...workspace.context.scheduler, maxConcurrency: 1 };
    const tick = runDueRoutines({ ...workspace.context, scheduler });
    await waitFor("the first request", () => receiver.requests.length === 1);
    // The tick asks for its budget before each claim: by then it is less than what has passed.
    scheduler.budgetSeconds = 0;
    receiver.release();
    expect(await tick).toMatchObject({ claimed: 1, remaining_due: 2, stopped_by: "budget" });
  });

  test("an expired lease is ABANDONED, the slot is attempted again, the late result is fenced", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
    const late = runDueRoutines(workspace.context);
    await waitFor("the first request", () => receiver.requests.length === 1);
    await workspace.expireLease(routine.id);

    const other = {
      ...workspace.context,
      scheduler: { ...workspace.context.scheduler, workerId: "worker-b" },
    };
    const second = runDueRoutines(other);
    await waitFor("the second request", () => receiver.requests.length === 2);
    receiver.release();

    expect(await second).toMatchObject({ abandoned: 1, succeeded: 1 });
    expect(await late).toMatchObject({ claimed: 1, succeeded: 0, failed: 0 });
    const runs = await workspace.readRuns(routine.id);
    expect(runs.map(({ status, attempt, workerId }) => ({ status, attempt, workerId }))).toEqual([
      { status: "ABANDONED", attempt: 1, workerId: "worker-a" },
      { status: "SUCCESS", attempt: 2, workerId: "worker-b" },
    ]);
    expect(runs[0]?.errorMessage).toContain("worker-a");
    const keys = receiver.requests.map((request) => request.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(1);
  });

  test("a slot that lost three workers is FAIL without another request, and the routine moves on", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await database.db.insert(routineRuns).values(
      [1, 2, 3].map((attempt) => ({
        workspaceId: routine.workspaceId,
        routineId: routine.id,
        triggeredBy: "SCHEDULE" as const,
        status: "ABANDONED" as const,
        scheduledFor: routine.nextRunAt,
        attempt,
        finishedAt: new Date(),
      })),
    );
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, failed: 1 });
    expect(receiver.requests).toHaveLength(0);
    const last = (await workspace.readRuns(routine.id)).at(-1);
    expect(last).toMatchObject({ status: "FAIL", errorCode: "ABANDONED", attempt: 4 });
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 10 * MINUTE_MS);
  });

  test("the sweep closes a manual run whose worker died", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    await database.db.execute(
      insertRun(
        { workspaceId: routine.workspaceId, routineId: routine.id },
        {
          status: "RUNNING",
          triggered_by: "MANUAL",
          scheduled_for: null,
          worker_id: "worker-gone",
        },
      ),
    );
    await database.db
      .update(routines)
      .set({ leaseToken: 1, lockedBy: "worker-gone", lockUntil: sql`now() - interval '1 second'` })
      .where(eq(routines.id, routine.id));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ abandoned: 1, claimed: 0 });
    const [run] = await workspace.readRuns(routine.id);
    expect(run).toMatchObject({ status: "ABANDONED", errorCode: "ABANDONED" });
    expect(run?.errorMessage).toContain("worker-gone");
    expect(await workspace.readRoutine(routine.id)).toMatchObject({ lockUntil: null });
  });

  test("an outage under FIRE_ONCE runs the latest slot and counts the earlier ones", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 35);
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, missed: 3 });
    const runs = await workspace.readRuns(routine.id);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      status: "SUCCESS",
      missedSlots: 3,
      scheduledFor: new Date(routine.nextRunAt.getTime() + 30 * MINUTE_MS),
    });
  });

  test("an outage under SKIP sends nothing and writes one MISSED row", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 35, {
      misfire_policy: "SKIP",
    });
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, missed: 4 });
    expect(receiver.requests).toHaveLength(0);
    const runs = await workspace.readRuns(routine.id);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ status: "MISSED", missedSlots: 3, startedAt: null });
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 40 * MINUTE_MS);
  });

  test("an edit while a run is in flight wins over the anchor", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
    const tick = runDueRoutines(workspace.context);
    await waitFor("the request", () => receiver.requests.length === 1);
    const edited = await updateRoutine(workspace.context, routine.id, { interval_minutes: 45 });
    receiver.release();
    expect((await tick).succeeded).toBe(1);
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.toISOString()).toBe(edited.next_run_at);
  });

  test("a pause while a run is in flight holds", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
    const tick = runDueRoutines(workspace.context);
    await waitFor("the request", () => receiver.requests.length === 1);
    await updateRoutine(workspace.context, routine.id, { is_active: false });
    receiver.release();
    expect((await tick).succeeded).toBe(1);
    expect((await workspace.readRoutine(routine.id)).isActive).toBe(false);
  });

  test("a deletion while runs are in flight does not affect the rest of the batch", async () => {
    const doomed = await workspace.createDueRoutine(`${receiver.url}/hold?doomed`);
    const kept = await workspace.createDueRoutine(`${receiver.url}/hold?kept`);
    const tick = runDueRoutines(workspace.context);
    await waitFor("both requests", () => receiver.requests.length === 2);
    await deleteRoutine(workspace.context, doomed.id);
    receiver.release();
    expect(await tick).toMatchObject({ claimed: 2, succeeded: 1 });
    expect((await workspace.readRuns(kept.id))[0]?.status).toBe("SUCCESS");
    expect(await workspace.readRuns(doomed.id)).toHaveLength(0);
  });

  test("a slot that has its outcome is never due again", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await runDueRoutines(workspace.context);
    await database.db
      .update(routines)
      .set({ nextRunAt: routine.nextRunAt })
      .where(eq(routines.id, routine.id));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 0, failed: 0 });
    expect(receiver.requests).toHaveLength(1);
    const after = await workspace.readRoutine(routine.id);
    expect(after.nextRunAt.getTime()).toBe(routine.nextRunAt.getTime() + 10 * MINUTE_MS);
  });

  test("a routine whose schedule cannot be read is failed and paused, and does not hold up the others", async () => {
    const broken = await workspace.createDueRoutine(`${receiver.url}/broken`);
    const sound = await workspace.createDueRoutine(`${receiver.url}/sound`);
    await database.db
      .update(routines)
      .set({ intervalMinutes: null, cronExpression: "not a cron expression" })
      .where(eq(routines.id, broken.id));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, failed: 1 });
    expect((await workspace.readRuns(sound.id))[0]?.status).toBe("SUCCESS");
    expect(await workspace.readRoutine(broken.id)).toMatchObject({ isActive: false });
    expect((await workspace.readRuns(broken.id))[0]).toMatchObject({
      status: "FAIL",
      errorCode: "INTERNAL",
    });
  });

  test("a paused routine is not run", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await updateRoutine(workspace.context, routine.id, { is_active: false });
    expect((await runDueRoutines(workspace.context)).claimed).toBe(0);
  });
});
