import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "@/db/client";
import { toProblem } from "@/lib/http/problem";
import { checkHealth } from "@/lib/services/check-health";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** Hosts do this to a database whose plan is full: sessions from then on take no writes. */
async function setReadOnly(db: Database, value: "on" | "off"): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set transaction read write`);
    const [row] = await tx.execute<{ name: string }>(sql`select current_database() as name`);
    await tx.execute(
      sql`alter database ${sql.identifier(row?.name ?? "")} set default_transaction_read_only = ${sql.raw(value)}`,
    );
  });
}

// The embedded database has no plan that fills, and its sessions are all one.
describe.skipIf(isEmbedded())("a database that became read-only because it is full", () => {
  const suite = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
    workspace = await createTestWorkspace(suite.db, { budgetSeconds: 40 });
  });
  afterAll(() => receiver.close());

  test("runs nothing and says why at once, and loses no slot of it", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`);
    await setReadOnly(suite.db, "on");
    const { db, close } = openDatabase(suite.url);
    try {
      const context = { ...workspace.context, db };
      const startedAt = performance.now();
      await expect(runDueRoutines(context)).rejects.toThrow(/read-only/);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      expect(receiver.requests).toHaveLength(0);

      const { problems, status, database } = await checkHealth(context);
      expect([status, problems[0], database.status]).toEqual(["late", "database_read_only", "ok"]);

      const refused = await createRoutine(context, {
        name: "New",
        endpoint_url: `${receiver.url}/ok`,
        interval_minutes: 5,
      }).catch((error: unknown) => toProblem(error, "id"));
      expect(refused).toMatchObject({ status: 503, code: "UNAVAILABLE" });
      expect(refused).toHaveProperty("detail", expect.stringMatching(/read-only.*make room/));
      expect((await workspace.readRuns(routine.id)).length).toBe(0);

      // What docs/operations/free-plans.md says to run, in one session.
      const editor = openDatabase(suite.url, { maxConnections: 1 });
      await editor.db.execute(sql`set session characteristics as transaction read write`);
      await editor.db.execute(
        sql`delete from routine_runs where created_at < now() - interval '30 days'`,
      );
      await editor.db.execute(sql`vacuum full routine_runs`);
      await editor.close();
    } finally {
      await close();
      await setReadOnly(suite.db, "off");
    }
    expect(await runDueRoutines(workspace.context)).toMatchObject({ claimed: 1, succeeded: 1 });
    expect((await checkHealth(workspace.context)).problems).toEqual([]);
  });
});
