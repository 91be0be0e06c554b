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

/** Two databases that are migrated on a busy machine. */
const WITHIN_MS = 180_000;

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
  /** The first slot of each routine. */
  const firstSlots = new Map<string, number>();
  let release: () => void;
  let holds: boolean;
  let isHeld: boolean;

  beforeEach(async () => {
    [old, restored] = [await openInstance(), await openInstance()];
    await migrateDatabase(old.db);
    sent = [];
    firstSlots.clear();
    now = "old";
    [holds, isHeld] = [false, false];
    const released = new Promise<void>((resolve) => (release = resolve));
    endpoint = await startEndpoint((request, response) => {
      sent.push({ instance: now, key: String(request.headers["idempotency-key"]) });
      const isFirst = request.headers["opspulse-attempt"] === "1";
      const respond = () =>
        response.writeHead(request.url === "/flaky" && isFirst ? 503 : 200).end();
      if (request.url !== "/hold" || !holds) {
        respond();
        return;
      }
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

  const addRoutine = async (path: string, input: Record<string, unknown> = {}, minute = 2) => {
    const id = await workspace.addRoutine({
      ...{ name: path, endpoint_url: `${endpoint.url}${path}`, interval_minutes: 1 },
      ...input,
    });
    await old.db
      .update(routines)
      .set({ nextRunAt: slotAt(minute) })
      .where(eq(routines.id, id));
    firstSlots.set(id, slotAt(minute).getTime());
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

  /** Ticks at 12:02, then a backup in the middle of the tick of 12:03, and ticks until 12:06. */
  async function goOn(path: string) {
    await tick(old, 2);
    await tick(old, 2, 45);
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
    await tick(old, 3, 45);
    for (const minute of [4, 5, 6]) await tick(old, minute);
  }

  function expectNoneTwice() {
    const keysOf = (instance: string) =>
      sent.filter((each) => each.instance === instance).map(({ key }) => key);
    const again = keysOf("restored");
    expect(again.length).toBeGreaterThan(0);
    expect(again).toHaveLength(new Set(again).size);
    expect(again.filter((key) => keysOf("old").includes(key))).toEqual([]);
  }

  const checkAll = async () => {
    const baselines = Array.from(
      firstSlots,
      ([id, slot]) => [id, { slot, earlierRuns: new Set<string>() }] as const,
    );
    checkInvariants(await takeSnapshot(restored.db), new Map(baselines));
  };

  test(
    "never send the same slot: what was due meanwhile runs once or is missed, by policy",
    async () => {
      const every = await addRoutine("/every");
      const skip = await addRoutine("/skip", { misfire_policy: "SKIP", interval_minutes: 7 });
      const flaky = await addRoutine("/flaky", { max_attempts: 3 });
      // Their slot of 12:03 is still the latest one when the backup is restored.
      const seldom = { interval_minutes: 30 };
      const hold = await addRoutine("/hold", seldom, 3);
      const retried = await addRoutine("/flaky", { ...seldom, max_attempts: 3 }, 3);
      const path = newFile();
      await goOn(path);

      now = "restored";
      await restored.clock.set(at(20));
      const { settlement } = await restore(restored.db, path);
      expect(settlement).toMatchObject({ abandoned: 1, closed: 3, missed: 0 });
      await checkAll();
      await tick(restored, 20);
      await tick(restored, 21);

      expectNoneTwice();
      await checkAll();
      expect((await runsOf(restored.db, every)).slice(2)).toMatchObject([
        { status: "SUCCESS", scheduledFor: slotAt(20), missedSlots: 16 },
        { status: "SUCCESS", scheduledFor: slotAt(21), missedSlots: 0 },
      ]);
      expect((await runsOf(restored.db, skip)).slice(1)).toMatchObject([
        { status: "MISSED", scheduledFor: slotAt(16), missedSlots: 1 },
      ]);
      const [abandoned, ...others] = await runsOf(restored.db, hold);
      expect(others).toEqual([]);
      expect(abandoned).toMatchObject({ status: "ABANDONED", scheduledFor: slotAt(3) });
      expect(abandoned?.errorMessage).toMatch(
        /^This run was in flight when the backup of 2026-03-01T12:03:10/,
      );
      expect(await runsOf(restored.db, retried)).toMatchObject([
        { status: "FAIL", willRetry: false, attempt: 1, scheduledFor: slotAt(3) },
      ]);
      const before = (await runsOf(restored.db, flaky)).slice(0, 3);
      expect(before.map(({ status, willRetry }) => `${status} ${willRetry}`)).toEqual([
        "FAIL true",
        "SUCCESS false",
        "FAIL false",
      ]);
    },
    WITHIN_MS,
  );

  test(
    "record every slot that is due as missed where that is asked for, also one that just ran",
    async () => {
      const every = await addRoutine("/every");
      await addRoutine("/hold", { interval_minutes: 30 }, 3);
      const path = newFile();
      await goOn(path);

      now = "restored";
      await restored.clock.set(at(6));
      const { settlement } = await restore(restored.db, path, { missesDue: true });
      expect(settlement).toMatchObject({ missed: 3 });
      expect((await tick(restored, 6)).claimed).toBe(0);
      await tick(restored, 7);

      expectNoneTwice();
      await checkAll();
      expect((await runsOf(restored.db, every)).slice(2)).toMatchObject([
        { status: "MISSED", scheduledFor: slotAt(6), missedSlots: 2 },
        { status: "SUCCESS", scheduledFor: slotAt(7), missedSlots: 0 },
      ]);
    },
    WITHIN_MS,
  );

  test("a worker that outlived the restore over its own database is fenced", async () => {
    const id = await addRoutine("/every", {}, 0);
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
