import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { claimDueRoutines, type Claim } from "@/db/queries/claim-due-routines";
import { recordRuns } from "@/db/queries/record-runs";
import { routineRuns, routines } from "@/db/schema";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { backUp, openBackupFolder, restore } from "@/tests/integration/backup/backup-fixture";
import { checkInvariants } from "@/tests/integration/scheduler/model/invariants";
import { takeSnapshot } from "@/tests/integration/scheduler/model/snapshot";
import {
  installVirtualClock,
  type VirtualClock,
} from "@/tests/integration/scheduler/model/virtual-clock";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { runResult } from "@/tests/support/run-result";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const newFile = openBackupFolder();

const NOON = Date.UTC(2026, 2, 1, 12);
const at = (minute: number, seconds = 10) => NOON + minute * MINUTE_MS + seconds * SECOND_MS;
const slotAt = (minute: number) => new Date(NOON + minute * MINUTE_MS);

/** An instance with a clock of its own, which shows noon and ten seconds. */
type Instance = TestDatabase & { clock: VirtualClock };

async function openInstance(): Promise<Instance> {
  const database = await createTestDatabase("auth_only");
  const clock = await installVirtualClock(database.db);
  // Tables are made in the first schema.
  await database.db.execute(sql`
    do $$ begin execute format(
      'alter database %I set search_path = public, virtual, pg_catalog', current_database()
    ); end $$`);
  await database.db.execute(sql`set search_path = public, virtual, pg_catalog`);
  await clock.set(at(0));
  return { ...database, clock };
}

describe("an instance that goes on after its backup, and one that is restored from it", () => {
  let old: Instance;
  let restored: Instance;
  let workspace: TestWorkspace;
  let endpoint: Endpoint;
  /** The slots that were sent, by routine, with the instance that sent them. */
  let sent: { instance: "old" | "restored"; key: string }[];
  let now: "old" | "restored";
  let release: () => void;
  let holds: boolean;
  let isHeld: boolean;

  beforeEach(async () => {
    [old, restored] = [await openInstance(), await openInstance()];
    await migrateDatabase(old.db);
    sent = [];
    now = "old";
    [holds, isHeld] = [false, false];
    const released = new Promise<void>((resolve) => (release = resolve));
    endpoint = await startEndpoint((request, response) => {
      sent.push({ instance: now, key: String(request.headers["idempotency-key"]) });
      const isFirst = request.headers["opspulse-attempt"] === "1";
      const respond = () =>
        response.writeHead(request.url === "/flaky" && isFirst ? 503 : 200).end();
      if (request.url !== "/hold" || !holds) return respond();
      isHeld = true;
      void released.then(respond);
    });
    workspace = await createTestWorkspace(old.db);
  });
  afterEach(async () => {
    release();
    await endpoint.close();
    await old.close();
    await restored.close();
  });

  const addRoutine = async (path: string, input: Record<string, unknown> = {}) => {
    const id = await workspace.addRoutine({
      ...{ name: path, endpoint_url: `${endpoint.url}${path}`, interval_minutes: 1 },
      ...input,
    });
    await old.db
      .update(routines)
      .set({ nextRunAt: slotAt(0) })
      .where(eq(routines.id, id));
    return id;
  };
  const tick = async ({ db, clock }: Instance, minute: number, seconds?: number) => {
    await clock.set(at(minute, seconds));
    return runDueRoutines({ ...workspace.context, db });
  };
  const runsOf = (db: Database, id: string) =>
    db
      .select()
      .from(routineRuns)
      .where(eq(routineRuns.routineId, id))
      .orderBy(routineRuns.scheduledFor, routineRuns.attempt);

  /** Ticks until 12:02, then a backup in the middle of the tick of 12:03, and ticks until 12:06. */
  async function goOn(path: string) {
    for (const minute of [0, 1, 2]) {
      await tick(old, minute);
      await tick(old, minute, 45);
    }
    holds = true;
    const ticking = tick(old, 3);
    await waitFor("a run in flight", () => isHeld);
    await waitFor("the others to be recorded", async () => {
      const [row] = await old.db.execute<{ count: number }>(
        sql`select count(*)::int as count from runs_in_flight`,
      );
      return row?.count === 1;
    });
    await backUp(old.db, path);
    release();
    await ticking;
    for (const minute of [3, 4, 5, 6]) {
      await tick(old, minute, 45);
      await tick(old, minute + 1, 5);
    }
  }

  function expectNoneTwice() {
    const keysOf = (instance: string) =>
      sent.filter((each) => each.instance === instance).map(({ key }) => key);
    const again = keysOf("restored");
    expect(again.length).toBeGreaterThan(0);
    expect(again).toHaveLength(new Set(again).size);
    expect(again.filter((key) => keysOf("old").includes(key))).toEqual([]);
  }

  const checkAll = async (ids: readonly string[]) => {
    const baselines = ids.map(
      (id) => [id, { slot: NOON, earlierRuns: new Set<string>() }] as const,
    );
    checkInvariants(await takeSnapshot(restored.db), new Map(baselines));
  };

  test("never send the same slot: what was due meanwhile runs once or is missed, by policy", async () => {
    const every = await addRoutine("/every");
    const skip = await addRoutine("/skip", { misfire_policy: "SKIP", interval_minutes: 7 });
    const flaky = await addRoutine("/flaky", { max_attempts: 3 });
    const hold = await addRoutine("/hold");
    const path = newFile();
    await goOn(path);

    now = "restored";
    await restored.clock.set(at(20));
    const { settlement } = await restore(restored.db, path);
    expect(settlement).toMatchObject({ abandoned: 1, closed: 2, missed: 0 });
    await checkAll([every, skip, flaky, hold]);
    await tick(restored, 20);
    await tick(restored, 21);

    expectNoneTwice();
    await checkAll([every, skip, flaky, hold]);
    expect((await runsOf(restored.db, every)).slice(4)).toMatchObject([
      { status: "SUCCESS", scheduledFor: slotAt(20), missedSlots: 16 },
      { status: "SUCCESS", scheduledFor: slotAt(21), missedSlots: 0 },
    ]);
    expect((await runsOf(restored.db, skip)).slice(1)).toMatchObject([
      { status: "MISSED", scheduledFor: slotAt(14), missedSlots: 1 },
      { status: "SUCCESS", scheduledFor: slotAt(21), missedSlots: 0 },
    ]);
    const [abandoned] = (await runsOf(restored.db, hold)).slice(3);
    expect(abandoned).toMatchObject({ status: "ABANDONED", scheduledFor: slotAt(3) });
    expect(abandoned?.errorMessage).toMatch(
      /^This run was in flight when the backup of 2026-03-01T12:03:10/,
    );
    const retried = await runsOf(restored.db, flaky);
    const upTo = (minute: number) =>
      retried.filter(({ scheduledFor }) => scheduledFor !== null && scheduledFor <= slotAt(minute));
    expect(upTo(2).map(({ status, willRetry }) => `${status} ${willRetry}`)).toEqual(
      [0, 1, 2].flatMap(() => ["FAIL true", "SUCCESS false"]),
    );
    expect(upTo(3).slice(6)).toMatchObject([{ status: "FAIL", willRetry: false, attempt: 1 }]);
  });

  test("record every slot that is due as missed where that is asked for, also one that just ran", async () => {
    const ids = [await addRoutine("/every"), await addRoutine("/hold")];
    const path = newFile();
    await goOn(path);

    now = "restored";
    await restored.clock.set(at(7));
    const { settlement } = await restore(restored.db, path, { missesDue: true });
    expect(settlement).toMatchObject({ missed: 8 });
    expect((await tick(restored, 7)).claimed).toBe(0);
    await tick(restored, 8);

    expectNoneTwice();
    await checkAll(ids);
    expect((await runsOf(restored.db, ids[0] ?? "")).slice(4)).toMatchObject([
      { status: "MISSED", scheduledFor: slotAt(7), missedSlots: 3 },
      { status: "SUCCESS", scheduledFor: slotAt(8), missedSlots: 0 },
    ]);
  });

  test("a worker that outlived the restore over its own database is fenced", async () => {
    const id = await addRoutine("/every");
    const path = newFile();
    await backUp(old.db, path);
    const { claims } = await claimDueRoutines(old.db, {
      routineIds: [id],
      slackSeconds: 3,
      leaseSeconds: 45,
      workerId: "outlived",
    });
    await restore(old.db, path, { replaces: true });
    const before = await takeSnapshot(old.db);
    const [claim] = claims as [Claim];
    const report = await recordRuns(old.db, [{ claim, waitedMs: 0, result: runResult() }]);
    expect(report.recorded.size).toBe(0);
    expect(await takeSnapshot(old.db)).toEqual(before);

    const again = await claimDueRoutines(old.db, {
      ...{ routineIds: [id], slackSeconds: 3, leaseSeconds: 45, workerId: "new" },
    });
    expect(again.claims[0]?.leaseToken).toBeGreaterThan(claim.leaseToken + 1_000);
    await recordRuns(old.db, [{ claim, waitedMs: 0, result: runResult() }]);
    expect((await takeSnapshot(old.db)).runs).toMatchObject([
      { status: "RUNNING", workerId: "new" },
    ]);
  });
});
