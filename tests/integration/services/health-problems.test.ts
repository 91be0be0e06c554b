import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { checkHealth } from "@/lib/services/check-health";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { appVersion, schemaVersion } from "@/lib/version";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("the health of the scheduler", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await createTestWorkspace(database.db, { maxLagSeconds: 300 });
  });
  beforeEach(async () => {
    await database.db.delete(routines);
    await runDueRoutines(workspace.context);
  });

  const check = async () => {
    const { status, problems, database: reached } = await checkHealth(workspace.context);
    return [status, problems, reached.status];
  };
  const good = ["ok", [], "ok"];
  const moveLastTick = (value: string) =>
    database.db.execute(sql`update scheduler_state set last_tick_at = ${sql.raw(value)}`);

  test("is late, with a database that is there, when no tick came for three minutes", async () => {
    await moveLastTick("now() - interval '150 seconds'");
    expect(await check()).toEqual(good);
    await moveLastTick("now() - interval '190 seconds'");
    expect(await check()).toEqual(["late", ["scheduler_silent"], "ok"]);
    await runDueRoutines(workspace.context);
    expect(await check()).toEqual(good);
  });

  test("is late when the oldest due routine waits for longer than the limit", async () => {
    await workspace.createDueRoutine("https://example.com/", 2);
    expect(await check()).toEqual(good);
    const { id } = await workspace.createDueRoutine("https://example.com/", 6);
    expect(await check()).toEqual(["late", ["scheduler_late"], "ok"]);
    // A paused routine is not due.
    await database.db.execute(sql`update routines set is_active = false where id = ${id}`);
    expect(await check()).toEqual(good);
  });

  test("waits for the first tick of a process that lasts, however old the database is", async () => {
    await moveLastTick("null");
    await database.db.execute(sql`update workspaces set created_at = now() - interval '1 hour'`);
    expect(await check()).toEqual(good);
  });

  test("waits for the first tick of a new database where processes don't last", async () => {
    workspace.context.scheduler.hasLastingProcess = false;
    await moveLastTick("null");
    await database.db.execute(sql`update workspaces set created_at = now()`);
    expect(await check()).toEqual(good);
    await database.db.execute(
      sql`update workspaces set created_at = now() - interval '190 seconds'`,
    );
    expect(await check()).toEqual(["late", ["scheduler_silent"], "ok"]);
  });

  test("names the version of the code and of the schema", async () => {
    const { version, schema } = await checkHealth(workspace.context);
    expect(version).toBe(appVersion);
    expect(schema).toEqual({
      status: "ok",
      version: schemaVersion.name,
      expected: schemaVersion.name,
    });
  });

  describe("with another schema than that of the code", () => {
    const ledger = sql`drizzle.__drizzle_migrations`;
    const newest = schemaVersion.madeAt;

    test("is down where the newest migration is missing", async () => {
      await database.db.execute(
        sql`update ${ledger} set created_at = -created_at where created_at = ${newest}`,
      );
      const { schema } = await checkHealth(workspace.context);
      expect(await check()).toEqual(["down", ["schema_behind"], "ok"]);
      expect(schema.status).toBe("behind");
      expect(schema.version).not.toBe(schemaVersion.name);
      await database.db.execute(
        sql`update ${ledger} set created_at = -created_at where created_at < 0`,
      );
      expect(await check()).toEqual(good);
    });

    test("is good where an update has already brought it further", async () => {
      await database.db.execute(
        sql`insert into ${ledger} (hash, created_at) values ('later', ${newest + 1})`,
      );
      expect(await check()).toEqual(good);
      expect((await checkHealth(workspace.context)).schema).toEqual({
        status: "ahead",
        version: new Date(newest + 1).toISOString(),
        expected: schemaVersion.name,
      });
      await database.db.execute(sql`delete from ${ledger} where hash = 'later'`);
    });

    test("is down, with the database there, where nothing was ever migrated", async () => {
      await database.db.execute(sql`alter schema drizzle rename to elsewhere`);
      expect(await check()).toEqual(["down", ["schema_behind"], "ok"]);
      await database.db.execute(sql`alter schema elsewhere rename to drizzle`);
    });
  });
});
