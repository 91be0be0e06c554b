import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { measureBacklog } from "@/db/queries/backlog";
import { databaseNow } from "@/db/queries/database-now";
import { routines, schedulerState } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("a tick that lingers", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    await database.db.delete(routines);
    await database.db.update(schedulerState).set({ lingeringTick: null, lingeringUntil: null });
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(async () => {
    await receiver.close();
  });

  const withSettings = (settings: Partial<TestWorkspace["context"]["scheduler"]> = {}) => ({
    ...workspace.context,
    scheduler: { ...workspace.context.scheduler, mayLinger: true, slackSeconds: 1, ...settings },
  });

  /** A routine of this minute that is due in so many seconds, as jitter or a retry makes it. */
  async function createRoutineDueIn(seconds: number) {
    const { id } = await workspace.createDueRoutine(`${receiver.url}/ok`, 0, {
      interval_minutes: 1440,
    });
    await database.db
      .update(routines)
      .set({ dueAt: sql`now() + make_interval(secs => ${seconds})` })
      .where(eq(routines.id, id));
    return workspace.readRoutine(id);
  }

  const untilLingering = () =>
    waitFor("a tick that lingers", async () => {
      const [state] = await database.db.select().from(schedulerState);
      return state?.lingeringTick ?? null;
    });

  test("runs each routine when it is due, and ends with the last one", async () => {
    const due = [];
    for (const seconds of [2, 3, 4]) due.push(await createRoutineDueIn(seconds));
    const report = await runDueRoutines(withSettings());
    expect(report).toMatchObject({ claimed: 3, succeeded: 3, stopped_by: "drained" });
    for (const { id, dueAt } of due) {
      const [run] = await workspace.readRuns(id);
      expect(run?.startedAt?.getTime()).toBeGreaterThanOrEqual(dueAt?.getTime() ?? Infinity);
    }
    const [state] = await database.db.select().from(schedulerState);
    expect(state).toMatchObject({ lingeringTick: null, lingeringUntil: null });
  });

  test("doesn't stay where nothing falls due within its budget", async () => {
    await createRoutineDueIn(50 + 5);
    const report = await runDueRoutines(withSettings());
    expect(report).toMatchObject({ claimed: 0, stopped_by: "drained" });
    expect(report.duration_ms).toBeLessThan(45_000);
    expect(report.next_due_in_ms).toBeGreaterThan(0);
  });

  test("doesn't stay where it may not", async () => {
    await createRoutineDueIn(3);
    expect(await runDueRoutines(withSettings({ mayLinger: false }))).toMatchObject({ claimed: 0 });
  });

  test("is one of all instances", async () => {
    await createRoutineDueIn(4);
    const first = runDueRoutines(withSettings());
    await untilLingering();
    const other = await runDueRoutines(withSettings({ workerId: "worker-b" }));
    expect(other).toMatchObject({ claimed: 0, stopped_by: "drained" });
    expect(receiver.requests).toEqual([]);
    expect(await first).toMatchObject({ claimed: 1, succeeded: 1 });
  });

  test("is replaced when it has disappeared", async () => {
    await createRoutineDueIn(2);
    await database.db
      .update(schedulerState)
      .set({ lingeringTick: "gone", lingeringUntil: sql`now() + interval '1 minute'` });
    expect(await runDueRoutines(withSettings())).toMatchObject({ claimed: 0 });
    await database.db.update(schedulerState).set({ lingeringUntil: sql`now()` });
    expect(await runDueRoutines(withSettings())).toMatchObject({ claimed: 1 });
  });

  test("notices what becomes due through an edit", async () => {
    const { id } = await createRoutineDueIn(40);
    const tick = runDueRoutines(withSettings());
    await untilLingering();
    await database.db
      .update(routines)
      .set({ dueAt: sql`now()` })
      .where(eq(routines.id, id));
    expect(await tick).toMatchObject({ claimed: 1, succeeded: 1 });
    const [run] = await workspace.readRuns(id);
    expect(run?.lagMs).toBeLessThan(20_000);
  });

  test("says budget only where something due is left", async () => {
    await createRoutineDueIn(2);
    const report = await runDueRoutines(withSettings({ budgetSeconds: 1, slackSeconds: 0 }));
    expect(report).toMatchObject({ claimed: 0, remaining_due: 0, stopped_by: "drained" });
  });

  test("ends at once when its process stops", async () => {
    vi.resetModules();
    vi.stubGlobal("opspulseWork", undefined);
    const { stopOrderly } = await import("@/lib/services/orderly-stop");
    vi.unstubAllGlobals();
    const { runDueRoutines: runInThatProcess } =
      await import("@/lib/services/scheduler/run-due-routines");
    await createRoutineDueIn(45);
    const startedAt = (await databaseNow(database.db)).getTime() - 1;
    const tick = runInThatProcess(withSettings());
    await untilLingering();
    // It is known to run before it has ended.
    expect((await measureBacklog(database.db, 0)).lastTickAt?.getTime()).toBeGreaterThan(startedAt);
    await stopOrderly();
    const report = await tick;
    expect(report).toMatchObject({ claimed: 0, stopped_by: "drained" });
    expect(report.duration_ms).toBeLessThan(40_000);
  });
});
