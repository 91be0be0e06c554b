import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { replays, routineRuns, routines } from "@/db/schema";
import { ConflictError, DomainError, NotFoundError, ValidationError } from "@/lib/domain/errors";
import { listAuditEvents } from "@/lib/services/audit/list-audit-events";
import { cancelReplay } from "@/lib/services/replays/cancel-replay";
import { createReplay } from "@/lib/services/replays/create-replay";
import { getReplay } from "@/lib/services/replays/get-replay";
import { listReplays } from "@/lib/services/replays/list-replays";
import { previewReplay } from "@/lib/services/replays/preview-replay";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { openReplayStage } from "@/tests/integration/replays/replay-stage";
import { createTestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

/** The replay's requests end after so long: what starts before then wasn't behind them. */
const HANGING_SECONDS = 30;
const WITHIN_MS = 20_000;

describe("a replay", () => {
  const stage = openReplayStage();

  const tick = () => runDueRoutines(stage.workspace.context);

  /** A tick may do no more than notice that a worker is lost; the next one then goes on. */
  async function tickUntil(
    isSent: () => boolean,
    scheduler: typeof stage.workspace.context.scheduler,
  ): Promise<void> {
    for (let ticks = 0; ticks < 20 && !isSent(); ticks += 1) {
      await stage.skipPace();
      await runDueRoutines({ ...stage.workspace.context, scheduler });
    }
  }

  /** Ticks until a replay is over. */
  async function drain(id: string): Promise<void> {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      await stage.skipPace();
      await tick();
      const [replay] = await stage.db.select().from(replays).where(eq(replays.id, id));
      if (replay?.finishedAt !== null) return;
    }
    throw new Error("The replay isn't over.");
  }

  test("sends a failed slot again with its idempotency key, and takes over its outcome", async () => {
    const routine = await stage.createRoutine("SF", "/ok", { body: "{}", http_method: "POST" });
    const { id } = await stage.replay(routine);
    await drain(id);

    const [slot] = routine.slots.slice(1);
    expect(stage.receiver.requests).toHaveLength(1);
    expect(stage.receiver.requests[0]?.headers).toMatchObject({
      "idempotency-key": `${routine.id}:${slot?.toISOString()}`,
      "opspulse-scheduled-for": slot?.toISOString(),
      "opspulse-attempt": "2",
    });
    expect(await stage.tell(routine)).toEqual([
      "0:SCHEDULE:SUCCESS#1",
      "1:REPLAY:SUCCESS#2",
      "1:SCHEDULE:FAIL#1~",
    ]);
    expect(await stage.stateOf(id)).toMatchObject({ state: "DONE", slots: ["SUCCESS"] });
    const after = await stage.workspace.readRoutine(routine.id);
    expect(after).toMatchObject({ nextRunAt: routine.nextRunAt, lockUntil: null, isActive: true });
  });

  test("that fails again supersedes the failure, and says so", async () => {
    const routine = await stage.createRoutine("F", "/status/503");
    const { id } = await stage.replay(routine);
    await drain(id);
    const runs = await stage.workspace.readRuns(routine.id);
    const old = runs.find(({ triggeredBy }) => triggeredBy === "SCHEDULE");
    const now = runs.find(({ triggeredBy }) => triggeredBy === "REPLAY");
    expect(old).toMatchObject({ supersededBy: now?.id, willRetry: true });
    expect(now).toMatchObject({ status: "FAIL", willRetry: false, replayId: id, attempt: 2 });
    expect(await stage.stateOf(id)).toMatchObject({ state: "DONE", slots: ["FAIL"] });
  });

  test("gives slots that were missed a run, and each is counted once", async () => {
    const routine = await stage.createRoutine("S--SMS");
    const { id } = await stage.replay(routine);
    await drain(id);
    expect(await stage.tell(routine)).toEqual([
      "0:SCHEDULE:SUCCESS#1",
      "1:REPLAY:SUCCESS#1",
      "2:REPLAY:SUCCESS#1",
      "3:SCHEDULE:SUCCESS#1",
      "4:REPLAY:SUCCESS#2",
      "4:SCHEDULE:MISSED#1~",
      "5:SCHEDULE:SUCCESS#1",
    ]);
    const { data } = await getSlotLedger(stage.workspace.context, routine.id, {});
    expect(data.map(({ state }) => state)).toEqual(Array(6).fill("SUCCESS"));
  });

  test("leaves slots that it hasn't come to as they are in the ledger", async () => {
    const routine = await stage.createRoutine("S---S");
    await stage.replay(routine);
    await stage.skipPace();
    await tick();
    const { data } = await getSlotLedger(stage.workspace.context, routine.id, {});
    expect(data.map(({ state }) => state)).toEqual([
      "SUCCESS",
      "MISSED",
      "MISSED",
      "SUCCESS",
      "SUCCESS",
    ]);
  });

  test("never runs a slot that succeeded, and its preview says what is left out", async () => {
    const routine = await stage.createRoutine("SFMAS-S");
    const preview = await previewReplay(
      stage.workspace.context,
      { ...stage.windowOf(routine), statuses: ["FAIL", "MISSED"], pace: 2 },
      routine.id,
    );
    expect(preview).toMatchObject({
      slot_count: 3,
      by_status: { FAIL: 1, MISSED: 2, ABANDONED: 0 },
      left_out: { SUCCEEDED: 3, NOT_ASKED: 1, UNFINISHED: 0, NEVER_DUE: 0, IN_REPLAY: 0 },
      duration_seconds: 60,
      kept_since: null,
    });
    expect(await stage.db.$count(replays, eq(replays.workspaceId, routine.workspaceId))).toBe(0);
  });

  test("keeps its pace: the next slot waits its turn", async () => {
    const routine = await stage.createRoutine("FFF");
    const { id } = await stage.replay(routine);
    expect(await tick()).toMatchObject({ claimed: 1 });
    expect(await tick()).toMatchObject({ claimed: 0 });
    const [row] = await stage.db
      .select({ wait: sql<number>`extract(epoch from ${replays.nextAt} - now())::float8` })
      .from(replays)
      .where(eq(replays.id, id));
    expect(row?.wait).toBeGreaterThan(50);
    expect(row?.wait).toBeLessThanOrEqual(60);
    expect(stage.receiver.requests).toHaveLength(1);
  });

  test("is refused while another replay has one of its slots, and possible when that is over", async () => {
    const routine = await stage.createRoutine("FF");
    const { id } = await stage.replay(routine);
    await expect(stage.replay(routine)).rejects.toThrow(ConflictError);
    const preview = await previewReplay(
      stage.workspace.context,
      stage.windowOf(routine),
      routine.id,
    );
    expect(preview).toMatchObject({ slot_count: 0, left_out: { IN_REPLAY: 2 } });
    await cancelReplay(stage.workspace.context, id);
    const events = await listAuditEvents(stage.workspace.context, { target_id: id });
    expect(events.data.map(({ action }) => action)).toEqual(["replay.cancelled", "replay.started"]);
    await expect(stage.replay(routine)).resolves.toMatchObject({ slot_count: 2 });
  });

  test("of the same slots by two people at once is made once", async () => {
    const routine = await stage.createRoutine("FF");
    const made = await Promise.allSettled([1, 2, 3, 4].map(() => stage.replay(routine)));
    const refused = made.flatMap((each): unknown[] =>
      each.status === "rejected" ? [each.reason] : [],
    );
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toBeInstanceOf(ConflictError);
  });

  test("gives no slot two outcomes, however many workers run it", async () => {
    const routine = await stage.createRoutine("FFFF--S");
    const { id } = await stage.replay(routine);
    const workers = ["a", "b", "c"].map((workerId) => ({
      ...stage.workspace.context,
      scheduler: { ...stage.workspace.context.scheduler, workerId },
    }));
    for (let round = 0; round < 12; round += 1) {
      await stage.skipPace();
      await Promise.all(workers.map((worker) => runDueRoutines(worker)));
    }
    expect(await stage.stateOf(id)).toMatchObject({ state: "DONE", progress: { success: 6 } });
    expect(stage.receiver.requests).toHaveLength(6);
    expect(new Set(stage.receiver.requests.map((r) => r.headers["idempotency-key"])).size).toBe(6);
  });

  test("meets a manual run like any run: one at a time", async () => {
    const routine = await stage.createRoutine("F", "/hold");
    const { id } = await stage.replay(routine);
    const running = tick();
    await waitFor("the request", () => stage.receiver.requests.length === 1);
    await expect(runRoutineNow(stage.workspace.context, routine.id)).rejects.toThrow(ConflictError);
    stage.receiver.release();
    await running;
    await drain(id);
    expect(await runRoutineNow(stage.workspace.context, routine.id)).toMatchObject({
      status: "SUCCESS",
    });
  });

  test("that is cancelled finishes the request in flight, and sends nothing more", async () => {
    const routine = await stage.createRoutine("FFF", "/hold");
    const { id } = await stage.replay(routine);
    const running = tick();
    await waitFor("the request", () => stage.receiver.requests.length === 1);
    const cancelled = await cancelReplay(stage.workspace.context, id);
    expect(cancelled).toMatchObject({
      state: "CANCELLED",
      finished_at: null,
      progress: { running: 1, cancelled: 2 },
    });
    stage.receiver.release();
    await running;
    await drain(id);
    expect(await stage.tell(routine)).toEqual([
      "0:REPLAY:SUCCESS#2",
      "0:SCHEDULE:FAIL#1~",
      "1:SCHEDULE:FAIL#1",
      "2:SCHEDULE:FAIL#1",
    ]);
    expect(stage.receiver.requests).toHaveLength(1);
    await expect(cancelReplay(stage.workspace.context, id)).rejects.toThrow(ConflictError);
  });

  test("waits while its routine is paused, and goes on when it is resumed", async () => {
    const routine = await stage.createRoutine("F");
    const { id } = await stage.replay(routine);
    await updateRoutine(stage.workspace.context, routine.id, { is_active: false });
    await stage.skipPace();
    expect(await tick()).toMatchObject({ claimed: 0 });
    expect(await stage.stateOf(id)).toMatchObject({ state: "RUNNING", slots: ["WAITING"] });
    expect(await getReplay(stage.workspace.context, id)).toMatchObject({
      routines: [{ id: routine.id, is_paused: true }],
    });
    await updateRoutine(stage.workspace.context, routine.id, { is_active: true });
    await drain(id);
    expect(await stage.stateOf(id)).toMatchObject({ slots: ["SUCCESS"] });
  });

  test("uses the settings of today, and the slot of then", async () => {
    const routine = await stage.createRoutine("F", "/old");
    const { id } = await stage.replay(routine);
    await updateRoutine(stage.workspace.context, routine.id, {
      endpoint_url: `${stage.receiver.url}/new?at={{slot}}`,
      fill_values: true,
    });
    await drain(id);
    const slot = routine.slots[0]?.toISOString() ?? "";
    expect(stage.receiver.requests.map(({ path }) => decodeURIComponent(path))).toEqual([
      `/new?at=${slot}`,
    ]);
  });

  test("of a routine that is deleted loses its slots, and goes on with the others", async () => {
    const gone = await stage.createRoutine("F");
    const kept = await stage.createRoutine("F");
    const { id } = await createReplay(stage.workspace.context, {
      ...stage.windowOf(kept),
      from: new Date(Date.now() - 3_600_000 * 5).toISOString(),
      to: new Date(Date.now() + 3_600_000).toISOString(),
      routine_ids: [gone.id, kept.id],
      pace: 60,
    });
    await deleteRoutine(stage.workspace.context, gone.id);
    await drain(id);
    expect(await getReplay(stage.workspace.context, id)).toMatchObject({
      state: "DONE",
      slot_count: 2,
      slots: [{ routine_id: kept.id, state: "SUCCESS" }],
    });
  });

  test("runs the slot of a routine that has ended", async () => {
    const routine = await stage.createRoutine("F");
    await stage.db
      .update(routines)
      .set({ isActive: false, endsAt: sql`next_run_at` })
      .where(eq(routines.id, routine.id));
    const { id } = await stage.replay(routine);
    await drain(id);
    expect(await stage.stateOf(id)).toMatchObject({ slots: ["SUCCESS"] });
    expect(await stage.workspace.readRoutine(routine.id)).toMatchObject({ isActive: false });
  });

  test("gives way to the routine's own slot that is due within a request's time", async () => {
    const routine = await stage.createRoutine("F", "/ok", { timeout_seconds: 30 });
    const { id } = await stage.replay(routine);
    const dueIn = (seconds: number) =>
      stage.db
        .update(routines)
        .set({ dueAt: sql`now() + make_interval(secs => ${seconds})` })
        .where(eq(routines.id, routine.id));
    await stage.db
      .update(routines)
      .set({ nextRunAt: sql`date_trunc('minute', now(), 'UTC')` })
      .where(eq(routines.id, routine.id));
    await dueIn(15);
    await stage.skipPace();
    await tick();
    expect(await stage.stateOf(id)).toMatchObject({ slots: ["WAITING"] });
    await dueIn(120);
    await drain(id);
    expect(await stage.stateOf(id)).toMatchObject({ slots: ["SUCCESS"] });
  });

  test("whose worker disappears tries the slot again, and gives up after the third", async () => {
    const routine = await stage.createRoutine("SF", "/hold");
    const { id } = await stage.replay(routine);
    const { workerId } = stage.workspace.context.scheduler;
    for (const attempt of [1, 2, 3]) {
      // The worker's process ends while it waits for a response: nothing of it is recorded.
      const worker = `${workerId}-${attempt}`;
      const lost = tickUntil(() => stage.receiver.requests.length === attempt, {
        ...stage.workspace.context.scheduler,
        workerId: worker,
      });
      await waitFor("the request", () => stage.receiver.requests.length === attempt);
      await stage.workspace.expireLease(routine.id);
      await tick();
      expect(await stage.stateOf(id)).toMatchObject({ state: "RUNNING" });
      stage.receiver.release();
      await lost;
      stage.receiver.holdAgain();
    }
    await drain(id);
    expect(await stage.tell(routine)).toEqual([
      "0:SCHEDULE:SUCCESS#1",
      "1:REPLAY:ABANDONED#2",
      "1:REPLAY:ABANDONED#3",
      "1:REPLAY:ABANDONED#4",
      "1:REPLAY:FAIL#5",
      "1:SCHEDULE:FAIL#1~",
    ]);
    expect(new Set(stage.receiver.requests.map((r) => r.headers["idempotency-key"])).size).toBe(1);
    expect(await stage.stateOf(id)).toMatchObject({ state: "DONE", slots: ["FAIL"] });
  });

  test("of another tenant is answered like one that doesn't exist", async () => {
    const routine = await stage.createRoutine("F");
    const { id } = await stage.replay(routine);
    const { context: stranger } = await createTestWorkspace(stage.db);
    await expect(createReplay(stranger, stage.windowOf(routine), routine.id)).rejects.toThrow(
      NotFoundError,
    );
    await expect(
      createReplay(stranger, { ...stage.windowOf(routine), routine_ids: [routine.id] }),
    ).rejects.toThrow(ValidationError);
    await expect(getReplay(stranger, id)).rejects.toThrow(NotFoundError);
    await expect(cancelReplay(stranger, id)).rejects.toThrow(NotFoundError);
    await expect(listReplays(stranger, { routine_id: routine.id })).rejects.toThrow(NotFoundError);
    expect((await listReplays(stranger, {})).data).toEqual([]);
    expect((await listReplays(stage.workspace.context, {})).data).toMatchObject([{ id }]);
  });

  test("is refused to a viewer, who may read it", async () => {
    const routine = await stage.createRoutine("F");
    const { id } = await stage.replay(routine);
    const viewer = await stage.workspace.addMember("VIEWER");
    await expect(createReplay(viewer, stage.windowOf(routine), routine.id)).rejects.toThrow(
      DomainError,
    );
    await expect(cancelReplay(viewer, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await getReplay(viewer, id)).toMatchObject({ id });
  });

  test("of slots whose runs are trimmed leaves them out, and says since when there are any", async () => {
    const routine = await stage.createRoutine("FFF");
    const [, second] = routine.slots;
    const before = new Date((second?.getTime() ?? 0) + 60_000);
    await stage.db.execute(sql`
      delete from ${routineRuns} where routine_id = ${routine.id} and created_at < ${before.toISOString()}`);
    await stage.db.execute(sql`
      insert into history_trims (day, runs_before) values ('2026-01-01', ${before.toISOString()})`);
    const preview = await previewReplay(
      stage.workspace.context,
      stage.windowOf(routine),
      routine.id,
    );
    await stage.db.execute(sql`delete from history_trims`);
    expect(preview).toMatchObject({ slot_count: 1, kept_since: before.toISOString() });
  });

  test("of a window that is empty, too long or turned around is refused with the field", async () => {
    const routine = await stage.createRoutine("S");
    await expect(stage.replay(routine)).rejects.toMatchObject({
      problems: [{ path: "to", code: "replay_empty" }],
    });
    const { from, to } = stage.windowOf(routine);
    await expect(stage.replay(routine, { from: to, to: from })).rejects.toMatchObject({
      problems: [{ path: "to", code: "replay_window_reversed" }],
    });
    await expect(stage.replay(routine, { pace: 61, statuses: [] })).rejects.toMatchObject({
      problems: [{ path: "statuses" }, { path: "pace" }],
    });
  });

  test("that fails on a watched routine opens no incident and is in none", async () => {
    const routine = await stage.createRoutine("FFF", "/status/500");
    const { id } = await stage.replay(routine);
    await drain(id);
    const [row] = await stage.db.execute<{ incidents: number; isWatched: boolean }>(sql`
      select count(*)::integer as incidents,
        (select alert_watch from routines where id = ${routine.id}) as "isWatched"
      from incidents as i where i.routine_id = ${routine.id} and i.last_run_id in (
        select id from routine_runs where triggered_by = 'REPLAY')`);
    expect(row).toMatchObject({ incidents: 0 });
  });

  test("of 500 slots whose requests hang keeps no due run of a neighbour waiting", async () => {
    const routine = await stage.createRoutine("F".repeat(500), "/hold", {
      timeout_seconds: HANGING_SECONDS,
    });
    await stage.replay(routine);
    await stage.skipPace();
    const running = tick();
    await waitFor("the replay's request", () => stage.receiver.requests.length === 1);
    const neighbour = await createTestWorkspace(stage.db);
    for (let count = 0; count < 5; count += 1) {
      await neighbour.createDueRoutine(`${stage.receiver.url}/neighbour/${count}`);
    }
    const isOfNeighbour = ({ path }: { path: string }) => path.startsWith("/neighbour");
    const ofNeighbour = () => stage.receiver.requests.filter(isOfNeighbour);
    await waitFor("the neighbour's requests", () => ofNeighbour().length === 5, WITHIN_MS);
    stage.receiver.release();
    await running;
  });
});
