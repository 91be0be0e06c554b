import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import * as schema from "@/db/schema";
import { routineEvents, routines, runsInFlight } from "@/db/schema";
import { SECOND_MS } from "@/lib/domain/time-units";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { executeClaim } from "@/lib/services/scheduler/execute-claim";
import { HeldClaim } from "@/lib/services/scheduler/held-claim";
import { recordResults } from "@/lib/services/scheduler/record-results";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { StartGate } from "@/lib/services/scheduler/start-gate";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("a claim that waits before its request is sent", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    await database.db.delete(routines);
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(() => receiver.close());

  /** Claims what is due, and lets the claims look as if they had waited for so long. */
  async function claimAndWait(waitedMs = 7_000): Promise<HeldClaim[]> {
    const { scheduler } = workspace.context;
    const sentAtMs = performance.now() - waitedMs;
    const due = await database.db.select({ id: routines.id }).from(routines);
    const routineIds = due.map(({ id }) => id);
    const { claims } = await claimDueRoutines(database.db, { ...scheduler, routineIds });
    return claims.map((claim) => new HeldClaim(claim, sentAtMs, scheduler.leaseSeconds));
  }

  async function send(held: readonly HeldClaim[]) {
    const gate = new StartGate(workspace.context);
    return Promise.all(held.map((claim) => executeClaim(workspace.context, claim, gate)));
  }

  test.each([
    {
      change: "a pause",
      reason: "PAUSED",
      make: (id: string) => updateRoutine(workspace.context, id, { is_active: false }),
    },
    {
      change: "another URL",
      reason: "EDITED",
      make: (id: string) =>
        updateRoutine(workspace.context, id, { endpoint_url: `${receiver.url}/new` }),
    },
    {
      change: "another URL past the verbs",
      reason: "EDITED",
      make: (id: string) =>
        database.db
          .update(routines)
          .set({ endpointUrl: `${receiver.url}/new` })
          .where(eq(routines.id, id)),
    },
  ] as const)("is not sent after $change, and says so", async ({ reason, make }) => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/old`);
    // As if it had been created an hour ago with these very slots.
    await database.db.update(routines).set({ createdAt: sql`now() - interval '1 hour'` });
    await database.db.delete(routineEvents);
    const held = await claimAndWait();
    await make(routine.id);

    expect(await send(held)).toEqual([null]);
    expect(receiver.requests).toEqual([]);
    expect(await workspace.readRuns(routine.id)).toEqual([]);
    expect(await workspace.readRoutine(routine.id)).toMatchObject({
      lockUntil: null,
      nextRunAt: routine.nextRunAt,
    });
    const events = await database.db
      .select()
      .from(routineEvents)
      .where(eq(routineEvents.kind, "RELEASED"));
    expect(events).toMatchObject([{ releaseReason: reason, runId: held[0]?.claim.runId }]);
    const { data } = await getSlotLedger(workspace.context, routine.id, {});
    expect(data[0]).toMatchObject({
      slot: routine.nextRunAt.toISOString(),
      releases: [{ reason }],
    });

    await runDueRoutines(workspace.context);
    const expected = reason === "PAUSED" ? [] : ["/new"];
    expect(receiver.requests.map(({ path }) => path)).toEqual(expected);
  });

  test("is not sent after its routine was deleted", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/old`);
    const held = await claimAndWait();
    await deleteRoutine(workspace.context, routine.id);
    expect(await send(held)).toEqual([null]);
    expect(receiver.requests).toEqual([]);
    expect(await database.db.$count(runsInFlight)).toBe(0);
  });

  test("is not sent after another worker took its slot over", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    const late = await claimAndWait();
    await workspace.expireLease(routine.id);
    const [other] = await claimAndWait();
    expect(other?.claim).toMatchObject({ attempt: 2 });
    expect(await send(late)).toEqual([null]);
    expect(receiver.requests).toEqual([]);
    expect(await workspace.readRuns(routine.id)).toMatchObject([
      { status: "ABANDONED", attempt: 1 },
      { status: "RUNNING", attempt: 2 },
    ]);
  });

  test("is sent where nothing has changed, with a lease that outlasts its request", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    const held = await claimAndWait();
    await database.db
      .update(routines)
      .set({ lockUntil: sql`now() + interval '2 seconds'` })
      .where(eq(routines.id, routine.id));
    const [run] = await send(held);
    if (run == null || held[0] === undefined) throw new Error("Nothing was sent.");
    const { lockUntil } = await workspace.readRoutine(routine.id);
    expect(lockUntil?.getTime()).toBeGreaterThan(Date.now() + 20 * SECOND_MS);
    const report = await recordResults(database.db, [{ held: held[0], run }], (error) => {
      throw error;
    });
    expect([...report.recorded]).toEqual([run.claim.runId]);
  });

  test("is asked about together with the others that come to the gate", async () => {
    for (const path of ["/a", "/b", "/c"]) {
      await workspace.createDueRoutine(`${receiver.url}${path}`);
    }
    const held = await claimAndWait();
    const statements: string[] = [];
    const client = postgres(database.url, { prepare: false, max: 1 });
    try {
      const db = drizzle(client, {
        schema,
        logger: { logQuery: (text) => statements.push(text) },
      });
      const gate = new StartGate({ ...workspace.context, db });
      const verdicts = await Promise.all(held.map((claim) => gate.pass(claim, 10)));
      expect(verdicts).toEqual(["PASS", "PASS", "PASS"]);
      expect(statements).toHaveLength(1);
    } finally {
      await client.end();
    }
  });

  test("has waited for as long as its machine was suspended", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    const held = await claimAndWait(0);
    await updateRoutine(workspace.context, routine.id, { is_active: false });
    // The monotonic clock stood still meanwhile.
    const awake = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(awake + 60 * SECOND_MS);
    try {
      expect(await send(held)).toEqual([null]);
    } finally {
      vi.restoreAllMocks();
    }
    expect(receiver.requests).toEqual([]);
  });

  test("asks nothing where it has hardly waited", async () => {
    await workspace.createDueRoutine(`${receiver.url}/ok`);
    const [held] = await claimAndWait(0);
    if (held === undefined) throw new Error("Nothing was claimed.");
    const unreachable = { ...workspace.context, db: undefined as never };
    expect(await new StartGate(unreachable).pass(held, 10)).toBe("PASS");
  });
});
