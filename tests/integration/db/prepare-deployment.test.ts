import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMigrationNames } from "@/db/migrations/migration-files";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";

const projectRoot = join(import.meta.dirname, "../../..");

// It runs in processes of its own, which the embedded database has no sessions for.
describe.skipIf(isEmbedded())("the build of a deployment on Vercel", () => {
  let database: TestDatabase;
  let complete: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase("auth_only");
    complete = {
      VERCEL: "1",
      VERCEL_ENV: "production",
      VERCEL_PROJECT_PRODUCTION_URL: "ops.example.com",
      // As Supabase writes it for a transaction pooler.
      DATABASE_URL: `${database.url}?pgbouncer=true`,
      SUPABASE_URL: "https://project.supabase.co",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
      CRON_SECRET: "c".repeat(32),
    };
  });
  afterAll(() => database.close());

  async function prepare(variables: Record<string, string>) {
    const { PATH = "", HOME = "", NODE_OPTIONS = "" } = process.env;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(projectRoot, "scripts/prepare-deployment.ts")],
      {
        cwd: projectRoot,
        env: { NODE_ENV: "production", PATH, HOME, NODE_OPTIONS, ...variables },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    return { code, output: output + errors };
  }

  const countApplied = async (): Promise<number> => {
    const [ledger] = await database.db.execute<{ exists: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
    );
    if (ledger?.exists !== true) return 0;
    const rows = await database.db.execute(sql`select from drizzle.__drizzle_migrations`);
    return rows.length;
  };

  test("of a preview, or without variables, leaves the database alone", async () => {
    const [preview, incomplete] = await Promise.all([
      prepare({ ...complete, VERCEL_ENV: "preview" }),
      prepare({ VERCEL: "1", VERCEL_ENV: "production", DATABASE_URL: database.url }),
    ]);
    expect(preview.code).toBe(0);
    expect(preview.output).toContain("no database is migrated, as this is a preview deployment");
    expect(incomplete.code).toBe(1);
    for (const name of ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "CRON_SECRET", "APP_URL"]) {
      expect(incomplete.output).toContain(`- ${name} is required`);
    }
    expect(incomplete.output).toContain("Settings, Environment Variables");
    expect(await countApplied()).toBe(0);
  });

  test("migrates the database once, where two are built at once", async () => {
    const all = readMigrationNames().size;
    const builds = await Promise.all([prepare(complete), prepare(complete)]);
    const outputs = builds.map(({ output }) => output).sort();
    expect(builds.map(({ code }) => code)).toEqual([0, 0]);
    expect(outputs.filter((output) => output.includes(`migrations applied: ${all}`))).toHaveLength(
      1,
    );
    expect(outputs.filter((output) => output.includes("the database is up to date"))).toHaveLength(
      1,
    );
    for (const output of outputs) {
      expect(output).toContain(
        "APP_URL is taken from VERCEL_PROJECT_PRODUCTION_URL: https://ops.example.com",
      );
    }
    expect(await countApplied()).toBe(all);
  });
});
