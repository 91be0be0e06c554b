import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { migrateUntil } from "@/tests/support/earlier-schema";
import { refusalOf } from "@/tests/support/refusal";
import { insertInto, routineRow, type Row } from "@/tests/support/rows";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

const root = process.cwd();

async function countMigrations(): Promise<number> {
  const files = await readdir(join(root, "drizzle"));
  return files.filter((file) => file.endsWith(".sql")).length;
}

describe("the migrations", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase("auth_only");
  });

  afterEach(() => database.close());

  const appliedCount = async () => {
    const [row] = await database.db.execute<{ count: number }>(
      sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
    );
    return row?.count;
  };

  test("apply to a database that has none, once", async () => {
    const all = await countMigrations();
    expect(await migrateDatabase(database.db)).toBe(all);
    expect(await migrateDatabase(database.db)).toBe(0);
    expect(await appliedCount()).toBe(all);
  });

  test("are applied once by two instances that start at once", async () => {
    const all = await countMigrations();
    const instances = [openDatabase(database.url), openDatabase(database.url)];
    try {
      const applied = await Promise.all(instances.map(({ db }) => migrateDatabase(db)));
      expect(applied.sort((a, b) => a - b)).toEqual([0, all]);
      expect(await appliedCount()).toBe(all);
    } finally {
      await Promise.all(instances.map(({ close }) => close()));
    }
  });

  test("leave nothing behind when one of them fails", async () => {
    await database.db.execute(sql`create table routine_runs ()`);
    const refusal = await refusalOf(migrateDatabase(database.db));
    expect(refusal?.message).toContain(`"routine_runs" already exists`);
    const left = await database.db.execute(sql`
      select from pg_class where relnamespace = 'public'::regnamespace and relname <> 'routine_runs'
      union all
      select from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select from pg_namespace where nspname = 'drizzle'`);
    expect(left).toHaveLength(0);
    await database.db.execute(sql`drop table routine_runs`);
    expect(await migrateDatabase(database.db)).toBe(await countMigrations());
  });

  test("are refused by name where one of them would be skipped, and nothing is changed", async () => {
    await migrateDatabase(database.db);
    await database.db.execute(sql`
      delete from drizzle.__drizzle_migrations
      where created_at in (select created_at from drizzle.__drizzle_migrations order by 1 offset 4 limit 2)`);
    const left = await appliedCount();
    await expect(migrateDatabase(database.db)).rejects.toThrow(
      /^0004_grants_for_due_times_and_retries, 0005_room_for_leases in drizzle\/ .* would be skipped/,
    );
    expect(await appliedCount()).toBe(left);
  });

  test("are those that are missing, where the last ones are", async () => {
    await migrateDatabase(database.db);
    const all = await appliedCount();
    await database.db.execute(sql`
      delete from drizzle.__drizzle_migrations
      where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`);
    const refusal = await refusalOf(migrateDatabase(database.db));
    expect(refusal?.message).toContain("already exists");
    expect(await appliedCount()).toBe((all ?? 0) - 1);
  });

  test("give a workspace to each user who was there before them", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await database.db.execute(
      sql`insert into auth.users (id, email) values (${first}, 'first@example.com'), (${second}, 'second@example.com')`,
    );
    await migrateDatabase(database.db);
    const workspaces = await database.db.execute(
      sql`select owner_id, name, user_id, role from workspaces join workspace_members on workspace_id = id order by owner_id`,
    );
    expect([...workspaces]).toEqual(
      [first, second]
        .sort()
        .map((owner) => ({ owner_id: owner, name: "Personal", user_id: owner, role: "OWNER" })),
    );
  });
});

describe("an upgrade from before the checks and the app's role", () => {
  let database: TestDatabase;
  let userId: string;
  let workspaceId: string;

  const hostile: Record<string, Row> = {
    rules: {
      success_rules: JSON.stringify([null, { type: "status", accept: ["2xx"] }, { type: "regex" }]),
    },
    headers: { headers_json: '{"X-Forwarded-For":"192.0.2.1"}' },
    url: { endpoint_url: "javascript:alert(1)" },
    timezone: { timezone: "Nowhere\n" },
    often: { interval_minutes: 1 },
    "na\u0007me\n": {},
    good: { success_rules: '[{"type":"status","accept":["2xx"]}]', headers_json: '{"Accept":"a"}' },
  };

  beforeAll(async () => {
    database = await createTestDatabase("auth_only");
    await migrateUntil(database.db, "0016_runs_in_flight_and_lingering");
    ({ userId, workspaceId } = await createTestUser(database.db));
    await database.db.execute(sql`update workspaces set name = ${"Per\u001bsonal"}`);
    for (const [name, columns] of Object.entries(hostile)) {
      await database.db.execute(
        insertInto("routines", routineRow(workspaceId, { name, ...columns })),
      );
    }
    await migrateDatabase(database.db);
  });

  afterAll(() => database.close());

  test("pauses the routines that break a check, and the log says why", async () => {
    const rows = await database.db.execute<{ name: string; why: string | null }>(sql`
      select name, pause_reason as why from routines
      left join routine_events on routine_id = routines.id and routine_events.kind = 'PAUSED'
      where not routines.is_active order by name`);
    expect([...rows]).toEqual(
      ["headers", "rules", "timezone", "url"].map((name) => ({ name, why: "INVALID_SETTINGS" })),
    );
  });

  test("drops rules that nobody can read, makes names one line, and leaves the rest as it is", async () => {
    const rows = await database.db.execute<{ name: string; revision: number; rules: unknown }>(sql`
      select name, revision, success_rules::text as rules from routines
      where name in ('rules', 'na me', 'good', 'often') order by name`);
    const kept = '[{"type": "status", "accept": ["2xx"]}]';
    expect([...rows]).toEqual([
      { name: "good", revision: 1, rules: kept },
      { name: "na me", revision: 2, rules: "[]" },
      { name: "often", revision: 1, rules: "[]" },
      { name: "rules", revision: 2, rules: kept },
    ]);
    const [workspace] = await database.db.execute(sql`select name from workspaces`);
    expect(workspace).toEqual({ name: "Per sonal" });
  });

  test("refuses the same rows from then on", async () => {
    const { often, good, ...refused } = hostile;
    for (const [name, columns] of Object.entries({ often, good })) {
      const row = routineRow(workspaceId, { name, ...columns });
      expect(await refusalOf(database.db.execute(insertInto("routines", row)))).toBeNull();
    }
    for (const [name, columns] of Object.entries(refused)) {
      const row = routineRow(workspaceId, { name, ...columns });
      const refusal = await refusalOf(database.db.execute(insertInto("routines", row)));
      expect(refusal?.code, name).toBe("23514");
    }
  });

  test("leaves the scheduler of an older instance at work, and refuses its pages until it is replaced", async () => {
    const claim = sql`
      update routines set lock_until = now() + interval '45 seconds', locked_by = 'older',
        lease_token = lease_token + 1, next_run_at = next_run_at + interval '5 minutes'
      where name = 'good' returning id`;
    expect((await database.db.execute(claim)).length).toBeGreaterThan(0);
    const page = database.db.transaction(async (tx) => {
      const claims = JSON.stringify({ sub: userId, role: "authenticated" });
      await tx.execute(
        sql`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`,
      );
      return tx.execute(sql`select from routines`);
    });
    expect(await refusalOf(page)).toMatchObject({ code: "42501" });
  });
});

test("the schema says nothing that the migrations do not", async () => {
  const directory = await mkdtemp(join(tmpdir(), "opspulse-drizzle-"));
  try {
    const migrations = join(directory, "drizzle");
    await cp(join(root, "drizzle"), migrations, { recursive: true });
    const before = await filesOf(migrations);
    const config = join(directory, "drizzle.config.json");
    await writeFile(
      config,
      JSON.stringify({
        dialect: "postgresql",
        schema: "./db/schema/index.ts",
        out: relative(root, migrations),
        entities: { roles: { provider: "supabase" } },
      }),
    );
    const { stdout } = await promisify(execFile)(
      join(root, "node_modules", ".bin", "drizzle-kit"),
      ["generate", "--config", relative(root, config)],
      { cwd: root, timeout: 50_000 },
    );
    expect(stdout).toContain("No schema changes, nothing to migrate");
    expect(await filesOf(migrations)).toEqual(before);
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function filesOf(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [relative(directory, path), await readFile(path, "utf8")] as const;
      }),
    ),
  );
}
