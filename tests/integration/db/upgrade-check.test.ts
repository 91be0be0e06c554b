import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ensureAppRole } from "@/db/access/ensure-app-role";
import { migrateDatabase } from "@/db/migrate";
import { readMigrationNames } from "@/db/migrations/migration-files";
import { previousRelease } from "@/db/migrations/releases";
import { migrateUntil } from "@/tests/support/earlier-schema";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const root = process.cwd();

const report = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), level: z.string(), found: z.string() })),
});

/** What `npm run upgrade-check -- --json` says, with its exit code, where no instance responds. */
async function check(url: string, ...args: string[]) {
  const { stdout, code } = await promisify(execFile)(
    join(root, "node_modules", ".bin", "tsx"),
    ["scripts/upgrade-check.ts", "--json", "--url", "http://127.0.0.1:9", ...args],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: url, SUPABASE_URL: "", OPSPULSE_DIR: "/nonexistent" },
    },
  ).then(
    ({ stdout: output }) => ({ stdout: output, code: 0 }),
    (error: unknown) => error as { stdout: string; code: number },
  );
  const { ok, checks } = report.parse(JSON.parse(stdout));
  return { code, ok, found: new Map(checks.map(({ name, ...rest }) => [name, rest])) };
}

describe("npm run upgrade-check", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase("auth_only");
    await ensureAppRole(database.db);
    await migrateUntil(database.db, previousRelease.migration);
  });

  afterAll(() => database.close());

  const ledger = async () => {
    const rows = await database.db.execute<{ count: number }>(
      sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
    );
    return rows[0]?.count;
  };

  test("names the migrations that the release before lacks, and changes nothing", async () => {
    const before = await ledger();
    const { code, ok, found } = await check(database.url);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const names = [...readMigrationNames().values()];
    const missing = names.slice(names.indexOf(previousRelease.migration) + 1);
    expect(found.get("migrations")?.found).toBe(
      `the schema is that of ${previousRelease.version}, and ${missing.length} migrations would be applied: ${missing.join(", ")}`,
    );
    expect(found.get("locks")).toMatchObject({ level: "ok" });
    expect(found.get("locks")?.found).toContain("routine_runs");
    expect(found.get("instances")?.found).toBe("no instance responds at http://127.0.0.1:9");
    expect(await ledger()).toBe(before);
  });

  test("ends with 1 where the database belongs to a newer release", async () => {
    await migrateDatabase(database.db);
    expect((await check(database.url)).found.get("migrations")?.found).toBe(
      "the database has this code's schema",
    );
    await database.db.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of later', 9000000000000)`,
    );
    const { code, ok, found } = await check(database.url);
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(found.get("migrations")?.found).toMatch(/has 1 migration that this code/);
  });
});
