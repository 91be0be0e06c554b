import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { measureHistory, measureHistoryFile } from "@/db/queries/history/measure-history";
import { historyTrims, incidents, routineRuns, workspaces } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { trimHistory } from "@/lib/services/scheduler/trim-history";
import { AlertStory } from "@/tests/support/alert-story";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const MAX_BYTES = 5 * 1_048_576;
const going = () => false;

describe("a history with a bound", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;
  let routineId: string;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db, { historyMaxBytes: MAX_BYTES });
    routineId = await workspace.addRoutine({ is_active: false });
  });
  afterEach(async () => {
    await database.db.delete(workspaces);
    await database.db.execute(sql`truncate history_trims, routine_runs`);
  });

  /** Runs that are spread evenly from one age to another, each with headers, every fourth with a body. */
  async function addRuns(count: number, from: string, to = "0"): Promise<void> {
    await database.db.execute(sql`
        insert into routine_runs (workspace_id, routine_id, triggered_by, status, finished_at, created_at,
          started_at, duration_ms, worker_id, remote_address, response_headers_json, response_body)
        select ${workspace.context.workspaceId}, ${routineId}, 'MANUAL', 'SUCCESS', at, at, at, 12,
          'worker-1-0c8e3f2a', '93.184.215.14',
          jsonb_build_object('date', n::text, 'x-request-id', md5(n::text), 'etag', md5('e' || n),
            'server', 'nginx', 'content-type', 'application/json', 'content-length', '4096'),
          case when n % 4 = 0 then (select string_agg(md5(n || '-' || i), '') from generate_series(1, 32) i) end
        from (select n, now() - ${from}::interval
          + (${from}::interval - ${to}::interval) * n / ${count}::integer as at
          from generate_series(1, ${count}::integer) as n) as run`);
  }

  const oldest = async () => {
    const [row] = await database.db.execute<{ at: string }>(
      sql`select min(created_at) as at from routine_runs`,
    );
    return new Date(row?.at ?? 0);
  };

  const boundedBy = (historyMaxBytes: number | null) => ({
    ...workspace.context,
    scheduler: { ...workspace.context.scheduler, historyMaxBytes },
  });

  test("what it takes is estimated closely, and nothing is removed while that is little enough", async () => {
    await addRuns(5_000, "30 days");
    const { fileBytes, usedBytes } = await measureHistory(database.db);
    expect(usedBytes / fileBytes).toBeGreaterThan(0.85);
    expect(usedBytes / fileBytes).toBeLessThanOrEqual(1);
    expect(await trimHistory(boundedBy(1.6 * fileBytes), going)).toBeNull();
    expect(await trimHistory(boundedBy(null), going)).toBeNull();
    expect(await database.db.$count(routineRuns)).toBe(5_000);
    expect(await database.db.$count(historyTrims)).toBe(0);
  });

  test("the oldest responses go first, then the oldest runs, and it stays within its bound", async () => {
    // Less than makes the trimming begin: files keep the size that a first large trim gives them.
    await addRuns(2_500, "60 days", "30 days");
    const sizes: number[] = [];
    const removed: ("evidence" | "runs")[] = [];
    for (let round = 0; round < 24; round += 1) {
      await addRuns(350, `${720 - 26 * round} hours`, `${719 - 26 * round} hours`);
      const report = await trimHistory(workspace.context, going);
      sizes.push(await measureHistoryFile(database.db));
      if (report === null) continue;
      if (report.evidence_runs > 0) removed.push("evidence");
      if (report.deleted_runs > 0) removed.push("runs");
      const [state] = await database.db.execute<{ in_order: boolean }>(sql`
        select max(created_at) filter (where response_headers_json = '{}')
          < min(created_at) filter (where response_body is not null) as in_order from routine_runs`);
      expect(state?.in_order).not.toBe(false);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BYTES);
    expect(removed[0]).toBe("evidence");
    expect(removed.at(-1)).toBe("runs");
    const [trims] = await database.db.select().from(historyTrims);
    expect(trims?.freedBytes).toBeGreaterThan(1_000_000);
    expect(trims?.runsBefore?.getTime()).toBeLessThan((await oldest()).getTime());
    expect(await database.db.$count(routineRuns)).toBe(
      2_500 + 24 * 350 - (trims?.deletedRuns ?? 0),
    );
  });

  test.runIf(!isEmbedded())(
    "it waits for another vacuum of the history, and then has its own",
    async () => {
      await addRuns(5_000, "60 days", "30 days");
      const isHeld = Promise.withResolvers<null>();
      const isOver = Promise.withResolvers<null>();
      const holding = database.db.transaction(async (tx) => {
        await tx.execute(sql`lock table routine_runs in share update exclusive mode`);
        isHeld.resolve(null);
        await isOver.promise;
      });
      await isHeld.promise;
      const trimming = trimHistory(workspace.context, going);
      await waitFor("the vacuum that waits", async () => {
        const waiting = await database.db.execute(sql`select 1 from pg_locks where not granted
        and relation = 'routine_runs'::regclass and mode = 'ShareUpdateExclusiveLock'`);
        return waiting.length > 0;
      });
      isOver.resolve(null);
      await holding;
      expect((await trimming)?.evidence_runs).toBeGreaterThan(0);
    },
  );

  test("a tick removes a bounded number, and never runs of the last hour or of an open incident", async () => {
    const story = new AlertStory(workspace);
    const { id } = await story.open();
    const [incident] = await database.db.select().from(incidents).where(eq(incidents.id, id));
    await addRuns(10_500, "60 days", "59 days");
    await addRuns(2_000, "50 minutes");
    const tiny = boundedBy(1_048_576);
    const { trimmed } = await runDueRoutines(tiny);
    expect(trimmed?.evidence_runs).toBeGreaterThan(8_000);
    expect(trimmed?.evidence_runs).toBeLessThanOrEqual(10_000);
    const [recorded] = await database.db.select().from(historyTrims);
    expect(recorded).toMatchObject({ evidenceRuns: trimmed?.evidence_runs, deletedRuns: 0 });
    for (let tick = 0; tick < 2; tick += 1) await trimHistory(tiny, going);
    const left = await database.db.select({ id: routineRuns.id }).from(routineRuns);
    expect(left.map((run) => run.id)).toEqual(
      expect.arrayContaining([incident?.firstRunId, incident?.lastRunId]),
    );
    expect(left.length).toBeGreaterThanOrEqual(2_002);
    expect(left.length).toBeLessThan(2_010);
    expect(await trimHistory(tiny, going)).toBeNull();
  });
});
