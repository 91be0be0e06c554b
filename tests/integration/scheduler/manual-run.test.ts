import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { ConflictError, NotFoundError } from "@/lib/domain/errors";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import {
  startDatabaseLink,
  type DatabaseLink,
} from "@/tests/integration/scheduler/crash/database-link";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("a manual run", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(async () => {
    await receiver.close();
  });

  test("returns its result, and does not change the schedule", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/status/201`, -5);
    const run = await runRoutineNow(workspace.context, routine.id);
    expect(run).toMatchObject({
      status: "SUCCESS",
      http_status: 201,
      triggered_by: "MANUAL",
      scheduled_for: null,
      error_code: null,
    });
    expect(run.duration_ms).not.toBeNull();
    const after = await workspace.readRoutine(routine.id);
    expect(after).toMatchObject({ nextRunAt: routine.nextRunAt, lockUntil: null });
    expect(receiver.requests[0]?.headers).toMatchObject({ "idempotency-key": run.id });
  });

  test("is refused while another run of the routine is in flight, and possible after it", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`, -5);
    const first = runRoutineNow(workspace.context, routine.id);
    await waitFor("the request", () => receiver.requests.length === 1);
    await expect(runRoutineNow(workspace.context, routine.id)).rejects.toThrow(ConflictError);
    receiver.release();
    expect((await first).status).toBe("SUCCESS");
    expect((await runRoutineNow(workspace.context, routine.id)).status).toBe("SUCCESS");
  });

  test("of a paused routine works", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    await updateRoutine(workspace.context, routine.id, { is_active: false });
    expect((await runRoutineNow(workspace.context, routine.id)).status).toBe("SUCCESS");
  });

  test("of another tenant's routine is refused like one that does not exist", async () => {
    const stranger = await createTestWorkspace(database.db);
    const routine = await stranger.createDueRoutine(`${receiver.url}/ok`, -5);
    await expect(runRoutineNow(workspace.context, routine.id)).rejects.toThrow(NotFoundError);
    await expect(runRoutineNow(workspace.context, crypto.randomUUID())).rejects.toThrow(
      NotFoundError,
    );
    expect(receiver.requests).toHaveLength(0);
  });

  test("whose result the database rejects is a failure of its own, on record", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    const { db } = database;
    await db.execute(sql`
      alter table routine_runs add constraint ck_refusal check (status <> 'SUCCESS') not valid`);
    expect(await runRoutineNow(workspace.context, routine.id)).toMatchObject({
      status: "FAIL",
      error_code: "INTERNAL",
    });
    await db.execute(sql`alter table routine_runs drop constraint ck_refusal`);
  });
});

describe("a manual run whose database goes away meanwhile", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let link: DatabaseLink;
  let pool: ReturnType<typeof openDatabase>;
  let direct: TestWorkspace;

  beforeEach(async () => {
    receiver = await startReceiver();
    link = await startDatabaseLink(database.url);
    pool = openDatabase(link.url);
    direct = await createTestWorkspace(database.db);
  });
  afterEach(async () => {
    await receiver.close();
    await pool.close();
    await link.close();
  });

  const runOverLink = async () => {
    const routine = await direct.createDueRoutine(`${receiver.url}/hold`, -5);
    const run = runRoutineNow({ ...direct.context, db: pool.db }, routine.id);
    run.catch(() => undefined);
    await waitFor("the request", () => receiver.requests.length === 1);
    return { routine, run };
  };

  test("returns its result once the database is back", async () => {
    const { routine, run } = await runOverLink();
    link.cut();
    receiver.release();
    await waitFor("attempts to record", () => link.refusals() >= 2);
    link.restore();
    expect(await run).toMatchObject({ status: "SUCCESS", triggered_by: "MANUAL" });
    expect(receiver.requests).toHaveLength(1);
    expect((await direct.readRoutine(routine.id)).lockUntil).toBeNull();
  });

  test("returns its result where only the confirmation was lost", async () => {
    const { run } = await runOverLink();
    link.loseNextCommit();
    receiver.release();
    expect(await run).toMatchObject({ status: "SUCCESS" });
    expect(link.isLosingCommit()).toBe(false);
  });
});
