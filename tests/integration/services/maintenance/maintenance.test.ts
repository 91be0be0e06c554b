import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { maintenanceWindows, routines } from "@/db/schema";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/domain/time-units";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { deleteMaintenance } from "@/lib/services/maintenance/delete-maintenance";
import { listMaintenance } from "@/lib/services/maintenance/list-maintenance";
import { openMaintenanceWindows } from "@/lib/services/maintenance/open-windows";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getActivity } from "@/lib/services/runs/get-activity";
import { getOverview } from "@/lib/services/runs/get-overview";
import { listRuns } from "@/lib/services/runs/list-runs";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { problemCodesOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { insertInto, maintenanceRow } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("maintenance", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    await database.db.delete(maintenanceWindows);
    await database.db.delete(routines);
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const create = (input: Record<string, unknown> = {}, owner = workspace) =>
    createMaintenance(owner.context, { duration_minutes: 60, ...input });
  const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();
  const untilOf = async (id: string, owner = workspace) =>
    (await getRoutine(owner.context, id)).maintenance_until;
  const addRoutine = (input: Record<string, unknown> = {}, owner = workspace) =>
    owner.addRoutine({ endpoint_url: `${receiver.url}/status/500`, ...input });

  test("a window that begins now has its routines in maintenance at once, and no others", async () => {
    const named = await addRoutine();
    const tagged = await addRoutine({ tags: ["eu"] });
    const other = await addRoutine();
    const theirs = await addRoutine({ tags: ["eu"] }, stranger);
    const window = await create({ routine_ids: [named], tags: ["EU"] });
    expect(window).toMatchObject({
      name: "Maintenance",
      is_active: true,
      next_starts_at: null,
      applies_to_all: false,
      routine_ids: [named],
      tags: ["eu"],
      cron_expression: null,
      duration_minutes: null,
    });
    expect(await untilOf(named)).toBe(window.ends_at);
    expect(await untilOf(tagged)).toBe(window.ends_at);
    expect(await untilOf(other)).toBeNull();
    expect(await untilOf(theirs, stranger)).toBeNull();
  });

  test("a window for all is for every routine of its workspace", async () => {
    const own = await addRoutine();
    const theirs = await addRoutine({}, stranger);
    await create();
    expect(await untilOf(own)).not.toBeNull();
    expect(await untilOf(theirs, stranger)).toBeNull();
  });

  test("deleting a window ends it at once; where another overlaps, that one's end counts", async () => {
    const id = await addRoutine();
    const long = await create({ duration_minutes: 120 });
    const short = await create({ routine_ids: [id], duration_minutes: 30 });
    expect(await untilOf(id)).toBe(long.ends_at);
    await deleteMaintenance(workspace.context, long.id);
    expect(await untilOf(id)).toBe(short.ends_at);
    await deleteMaintenance(workspace.context, short.id);
    expect(await untilOf(id)).toBeNull();
  });

  test.each([
    ["meets", 0, true],
    ["comes a little after", 1_000, false],
  ])("a window that %s the end of another one prolongs it: by %i ms, %s", async (_, gap, isOne) => {
    const id = await addRoutine();
    const end = Date.now() + 2 * MINUTE_MS;
    const at = (ms: number) => new Date(ms).toISOString();
    const times = (from: number, until: number) =>
      createMaintenance(workspace.context, { starts_at: at(from), ends_at: at(until) });
    const first = await times(end - HOUR_MS, end);
    await times(end - 2 * HOUR_MS, end - MINUTE_MS);
    const next = await times(end + gap, end + HOUR_MS);
    expect(await untilOf(id)).toBe(isOne ? next.ends_at : first.ends_at);
    const { maintenanceFrom } = await workspace.readRoutine(id);
    expect(maintenanceFrom?.getTime()).toBe(end - 2 * HOUR_MS);
  });

  test("a run in maintenance is recorded and marked, by the tick and manually; one after it isn't", async () => {
    const due = await workspace.createDueRoutine(`${receiver.url}/status/500`);
    const manual = await addRoutine();
    const window = await create();
    await runDueRoutines(workspace.context);
    await runRoutineNow(workspace.context, manual);
    await deleteMaintenance(workspace.context, window.id);
    await runRoutineNow(workspace.context, manual);
    expect(await workspace.readRuns(due.id)).toMatchObject([
      { status: "FAIL", inMaintenance: true },
    ]);
    expect(await workspace.readRuns(manual)).toMatchObject([
      { status: "FAIL", inMaintenance: true },
      { status: "FAIL", inMaintenance: false },
    ]);
    const { data } = await listRuns(workspace.context, { routine_id: manual });
    expect(data.map((run) => run.in_maintenance)).toEqual([false, true]);
  });

  test("a run that began in maintenance is marked although it is recorded after its end", async () => {
    const id = await addRoutine({ endpoint_url: `${receiver.url}/hold` });
    await create();
    const run = runRoutineNow(workspace.context, id);
    await waitFor("the request", () => receiver.inFlight() === 1);
    await database.db
      .update(routines)
      .set({ maintenanceUntil: sql`clock_timestamp()` })
      .where(eq(routines.id, id));
    receiver.release();
    await run;
    expect(await workspace.readRuns(id)).toMatchObject([{ inMaintenance: true }]);
    expect(await untilOf(id)).toBeNull();
  });

  test("an abandoned run and a missed slot in maintenance are marked", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 1_005, {
      misfire_policy: "SKIP",
    });
    const abandoned = await addRoutine();
    await database.db.execute(sql`
      update routines set maintenance_from = now() - interval '30 days',
        maintenance_until = now() + interval '1 hour'`);
    await database.db.execute(
      insertInto("maintenance_windows", {
        ...maintenanceRow({
          workspaceId: workspace.context.workspaceId,
          userId: workspace.context.actor.userId,
        }),
        starts_at: fromNow(-6 * DAY_MS),
        ends_at: fromNow(HOUR_MS),
      }),
    );
    await database.db.execute(
      insertInto("runs_in_flight", {
        id: crypto.randomUUID(),
        workspace_id: workspace.context.workspaceId,
        routine_id: abandoned,
        triggered_by: "MANUAL",
        lease_token: 0,
        worker_id: "gone",
        started_at: fromNow(-HOUR_MS),
      }),
    );
    await runDueRoutines(workspace.context);
    expect(await workspace.readRuns(abandoned)).toMatchObject([
      { status: "ABANDONED", inMaintenance: true },
    ]);
    expect(await workspace.readRuns(routine.id)).toMatchObject([
      { status: "MISSED", inMaintenance: true },
    ]);
  });

  test("a window is known to its routines before it begins, and marks nothing before", async () => {
    const id = await addRoutine();
    await create({ starts_at: fromNow(2 * MINUTE_MS) });
    const { maintenanceFrom, maintenanceUntil } = await workspace.readRoutine(id);
    expect(maintenanceFrom).not.toBeNull();
    expect(maintenanceUntil).not.toBeNull();
    expect(await untilOf(id)).toBeNull();
    await runRoutineNow(workspace.context, id);
    expect(await workspace.readRuns(id)).toMatchObject([{ inMaintenance: false }]);
  });

  test("a window hours ahead is not written yet", async () => {
    const id = await addRoutine();
    const window = await create({ starts_at: fromNow(HOUR_MS) });
    expect(window).toMatchObject({ is_active: false, next_starts_at: window.starts_at });
    expect(await workspace.readRoutine(id)).toMatchObject({ maintenanceFrom: null });
  });

  test("the tick opens what recurs, and what joins the scope; it closes what leaves it", async () => {
    const id = await addRoutine({ tags: ["eu"] });
    const late = await addRoutine();
    await create({ tags: ["eu"], cron_expression: "* * * * *", duration_minutes: 60 });
    expect(await untilOf(id)).not.toBeNull();
    await updateRoutine(workspace.context, late, { tags: ["eu"] });
    await updateRoutine(workspace.context, id, { tags: [] });
    expect(await openMaintenanceWindows(database.db)).toBe(2);
    expect(await untilOf(late)).not.toBeNull();
    expect(await untilOf(id)).toBeNull();
    expect(await openMaintenanceWindows(database.db)).toBe(0);
  });

  test("a window that is over is cleared from its routines a while later", async () => {
    const id = await addRoutine();
    const end = (minutesAgo: number) =>
      database.db
        .update(routines)
        .set({
          maintenanceFrom: sql`now() - interval '1 hour'`,
          maintenanceUntil: sql`now() - make_interval(mins => ${minutesAgo})`,
        })
        .where(eq(routines.id, id));
    await end(1);
    expect(await openMaintenanceWindows(database.db)).toBe(0);
    await end(11);
    expect(await openMaintenanceWindows(database.db)).toBe(1);
    expect(await workspace.readRoutine(id)).toMatchObject({ maintenanceUntil: null });
  });

  test("a window that can't be read holds up no tick, and no other window", async () => {
    const id = await addRoutine();
    const own = {
      workspaceId: workspace.context.workspaceId,
      userId: workspace.context.actor.userId,
    };
    await database.db.execute(
      insertInto("maintenance_windows", {
        ...maintenanceRow(own),
        starts_at: null,
        ends_at: null,
        cron_expression: "not a schedule",
        duration_minutes: 60,
      }),
    );
    await create();
    await openMaintenanceWindows(database.db);
    expect(await untilOf(id)).not.toBeNull();
    expect(await listMaintenance(workspace.context)).toHaveLength(2);
  });

  test("a window changes neither the revision of a routine nor its slots", async () => {
    const id = await addRoutine();
    const { revision, nextRunAt, updatedAt } = await workspace.readRoutine(id);
    await create();
    expect(await workspace.readRoutine(id)).toMatchObject({ revision, nextRunAt, updatedAt });
  });

  test("success rates leave runs in maintenance out, and say how many there were", async () => {
    const id = await addRoutine();
    const ok = await addRoutine({ endpoint_url: `${receiver.url}/ok` });
    await runRoutineNow(workspace.context, ok);
    const window = await create();
    await runRoutineNow(workspace.context, id);
    await runRoutineNow(workspace.context, ok);
    await deleteMaintenance(workspace.context, window.id);
    const { today, pulse } = await getOverview(workspace.context);
    expect(today).toMatchObject({ runs: 3, succeeded: 1, failed: 0, in_maintenance: 2 });
    const row = pulse.rows.find(({ routine }) => routine.id === id);
    expect(row).toMatchObject({
      counts: { count: 1, failed: 0, other: 1, maintenance: 1 },
      columns: [{ failed: 0, worst: { status: "FAIL", in_maintenance: true } }],
    });
  });

  test("windows are listed: on, to come by their start, and over", async () => {
    const over = await create({ name: "over" });
    await database.db
      .update(maintenanceWindows)
      .set({
        startsAt: sql`now() - interval '2 hours'`,
        endsAt: sql`now() - interval '1 hour'`,
      })
      .where(eq(maintenanceWindows.id, over.id));
    await create({ name: "later", starts_at: fromNow(2 * HOUR_MS) });
    await create({ name: "soon", starts_at: fromNow(HOUR_MS) });
    await create({ name: "on" });
    await create({ name: "theirs" }, stranger);
    const listed = await listMaintenance(workspace.context);
    expect(listed.map(({ name, is_active }) => [name, is_active])).toEqual([
      ["on", true],
      ["soon", false],
      ["later", false],
      ["over", false],
    ]);
  });

  test("a window whose routine is deleted is for none, not for all", async () => {
    const id = await addRoutine();
    const other = await addRoutine();
    await create({ routine_ids: [id] });
    await deleteRoutine(workspace.context, id);
    await openMaintenanceWindows(database.db);
    expect(await untilOf(other)).toBeNull();
    expect(await listMaintenance(workspace.context)).toMatchObject([
      { applies_to_all: false, routine_ids: [] },
    ]);
  });

  test("what is not the workspace's can't be named, and isn't reached", async () => {
    const theirs = await addRoutine({ tags: ["theirs"] }, stranger);
    expect(await problemCodesOf(create({ routine_ids: [theirs], tags: ["theirs"] }))).toEqual({
      "routine_ids.0": "routine_unknown",
      tags: "tag_unknown",
    });
    const { id } = await create({}, stranger);
    await expect(deleteMaintenance(workspace.context, id)).rejects.toThrow(NotFoundError);
    await expect(deleteMaintenance(workspace.context, "no id")).rejects.toThrow(NotFoundError);
    expect(await listMaintenance(stranger.context)).toHaveLength(1);
  });

  test("a viewer reads windows, and makes and deletes none", async () => {
    const { id } = await create();
    const viewer = await workspace.addMember("VIEWER");
    expect(await listMaintenance(viewer)).toMatchObject([{ id }]);
    await expect(createMaintenance(viewer, { duration_minutes: 5 })).rejects.toThrow(DomainError);
    await expect(deleteMaintenance(viewer, id)).rejects.toThrow(DomainError);
    const member = await workspace.addMember("MEMBER");
    await deleteMaintenance(member, id);
    expect(await listMaintenance(workspace.context)).toEqual([]);
  });

  test("a workspace has at most 100 windows that are not over", async () => {
    const { workspaceId } = workspace.context;
    await database.db.execute(sql`
      insert into maintenance_windows (workspace_id, name, starts_at, ends_at, applies_to_all)
      select ${workspaceId}, 'w', now() + interval '1 day', now() + interval '25 hours', true
      from generate_series(1, 100)`);
    expect(await problemCodesOf(create())).toEqual({ "": "maintenance_too_many" });
  });

  test("a change of windows is seen by the pages that wait for one", async () => {
    const before = await getActivity(workspace.context);
    const { id } = await create({ starts_at: fromNow(HOUR_MS) });
    const after = await getActivity(workspace.context);
    expect(after).not.toBe(before);
    await deleteMaintenance(workspace.context, id);
    expect(await getActivity(workspace.context)).not.toBe(after);
  });
});
