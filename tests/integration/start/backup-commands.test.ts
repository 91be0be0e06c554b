import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runBackup } from "@/scripts/backup/run-backup";
import { writeEnvFile } from "@/scripts/stack/env-file";
import { lockFile } from "@/scripts/stack/file-lock";
import { addLongHistory, runCommandToEnd, startCommand } from "@/tests/support/backup-command";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

/** So many that a command is in the middle of them for a while. */
const RUNS = 20_000;

const WITHIN_MS = 180_000;

let source: TestDatabase;
let directory: string;
let backup: string;

beforeAll(async () => {
  source = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "opspulse-commands-"));
  await addLongHistory(source.db, RUNS);
  backup = join(directory, "backup.jsonl.gz");
});

afterAll(async () => {
  await source.close();
  await rm(directory, { recursive: true });
});

const variablesOf = (url: string) => ({ DATABASE_URL: url, OPSPULSE_DIR: join(directory, "own") });

it(
  "a backup that is killed leaves nothing under its name, and the next one has that name",
  async () => {
    const { child, ended } = startCommand("backup", [backup], variablesOf(source.url));
    await waitFor("the beginning of the file", () =>
      access(`${backup}.part`).then(
        () => true,
        () => false,
      ),
    );
    child.kill("SIGKILL");
    await ended;
    await expect(access(backup)).rejects.toThrow("ENOENT");

    const output = await runCommandToEnd("backup", [backup], variablesOf(source.url));
    expect(output).toContain("rows");
    await access(backup);
    await expect(access(`${backup}.part`)).rejects.toThrow("ENOENT");
  },
  WITHIN_MS,
);

it(
  "a restore that is killed leaves the place as it was",
  async () => {
    const target = await createTestDatabase("auth_only");
    try {
      const killed = startCommand("restore", [backup], variablesOf(target.url));
      await waitFor("the restore", () => killed.output().includes("restoring"), 60_000);
      killed.child.kill("SIGKILL");
      await killed.ended;
      expect(killed.output()).not.toContain("restored what");
      const left = () =>
        target.db.execute(sql`select from pg_class where relnamespace = 'public'::regnamespace`);
      await waitFor("the end of its transaction", async () => (await left()).length === 0);
      // It would be refused where something was there.
      await runCommandToEnd("restore", [backup], variablesOf(target.url));
      expect(await left()).not.toHaveLength(0);
    } finally {
      await target.close();
    }
  },
  WITHIN_MS,
);

it(
  "a backup of an embedded instance that runs goes through it",
  async () => {
    const home = await mkdtemp(join(directory, "running-"));
    const lock = await lockFile(join(home, "lock"), 0);
    await writeEnvFile(home, {
      APP_URL: "http://localhost:3000",
      DATABASE_URL: source.url,
      SUPABASE_URL: "http://127.0.0.1:1",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
      CRON_SECRET: "c".repeat(32),
    });
    try {
      const [report = ""] = await runBackup(
        [join(home, "backup.jsonl.gz"), "--json"],
        { OPSPULSE_DIR: home },
        process.cwd(),
      );
      expect((JSON.parse(report) as { rows: number }).rows).toBeGreaterThan(RUNS);
    } finally {
      lock?.release();
    }
  },
  WITHIN_MS,
);
