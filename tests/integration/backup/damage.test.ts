import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { checkBackup } from "@/scripts/backup/check-backup";
import { runRestore } from "@/scripts/backup/run-restore";
import { writeBackupFile } from "@/scripts/backup/write-backup-file";
import {
  backUp,
  openBackupFolder,
  readEverything,
  restore,
} from "@/tests/integration/backup/backup-fixture";
import { fillEveryTable } from "@/tests/integration/backup/full-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const newFile = openBackupFolder();

const KEY = Buffer.alloc(32, 7).toString("base64");

/** The variables of an instance whose auth server is Supabase's. */
const variablesOf = (url: string, changes: Record<string, string> = {}) => ({
  APP_URL: "https://opspulse.example.com",
  DATABASE_URL: url,
  SUPABASE_URL: "https://project.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
  CRON_SECRET: "c".repeat(32),
  ...changes,
});

describe("a restore", () => {
  let target: TestDatabase;
  let path: string;
  let bytes: Buffer;

  beforeAll(async () => {
    const source = await createTestDatabase();
    target = await createTestDatabase("auth_only");
    path = newFile();
    await fillEveryTable(source.db);
    await backUp(source.db, path).finally(() => source.close());
    bytes = await readFile(path);
  });
  afterAll(() => target.close());

  const run = (file: string, args: string[] = [], changes: Record<string, string> = {}) =>
    runRestore([file, "--json", ...args], variablesOf(target.url, changes), process.cwd());

  const madeTables = async (db: Database) => {
    const rows = await db.execute(sql`
      select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname in ('public', 'drizzle') and relkind = 'r'`);
    return rows.length;
  };

  const withContent = async (content: Buffer | string) => {
    const file = newFile();
    await writeFile(file, content);
    return file;
  };

  test("refuses a file with a changed byte, wherever it is, before it changes anything", async () => {
    // The first ten bytes of gzip say nothing of the content.
    for (let place = 10; place < bytes.length; place += 149) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 0x10;
      const file = await withContent(changed);
      await expect(run(file), `byte ${place}`).rejects.toThrow(/^This backup is damaged: /);
    }
    expect(await madeTables(target.db)).toBe(0);
  });

  test("refuses a file that ends early, and one that isn't a backup", async () => {
    for (const part of [0, 0.01, 0.5, 0.99]) {
      const file = await withContent(bytes.subarray(0, Math.floor(bytes.length * part)));
      await expect(run(file), `${part} of it`).rejects.toThrow(/^This backup is damaged: /);
    }
    await expect(run(await withContent("select 1;\n"))).rejects.toThrow(
      "isn't a backup of OpsPulse",
    );
    await expect(run(await withContent(gzipSync("select 1;\n")))).rejects.toThrow(
      "This file isn't a backup of OpsPulse.",
    );
    await expect(run("/nowhere/backup.gz")).rejects.toThrow("There is no file /nowhere/backup.gz.");
    expect(await madeTables(target.db)).toBe(0);
  });

  test("refuses a file whose rows were changed, and packed again", async () => {
    const lines = gunzipSync(bytes).toString().split("\n");
    const row = lines.findIndex((line) => line.startsWith("["));
    const changed: Record<string, string[]> = {
      "aren't those that were written": lines.with(
        row,
        (lines[row] ?? "").replace("a hash", "a mash"),
      ),
      "its checksum is another": lines.with(0, (lines[0] ?? "").replace("1.2.3", "1.2.4")),
      "parts are missing": lines.filter(
        (line) => !line.includes("instance_keys") && !line.includes("v1.k.n.t"),
      ),
      "its end is missing": [...lines.slice(0, -2), ""],
      "there is text after its end": [...lines.slice(0, -1), "[]", ""],
    };
    for (const [what, text] of Object.entries(changed)) {
      await expect(run(await withContent(gzipSync(text.join("\n"))))).rejects.toThrow(what);
    }
    expect(await madeTables(target.db)).toBe(0);
  });

  test("refuses a backup of a newer release", async () => {
    const lines = gunzipSync(bytes).toString().split("\n");
    const newer = (lines[0] ?? "").replace(/"migrations":\[/, '"migrations":[9999999999999,');
    const file = await withContent(gzipSync(lines.with(0, newer).join("\n")));
    await expect(run(file)).rejects.toThrow(/made by a newer release \(1\.2\.3.*Upgrade OpsPulse/);
  });

  test("says how many secrets the key opens, and refuses to bring some that nobody could open", async () => {
    await expect(run(path)).rejects.toThrow("SECRETS_KEY opens 0 of the 2 secrets in this backup.");
    await expect(run(path, [], { SECRETS_KEY: KEY })).rejects.toThrow("opens 1 of the 2 secrets");
    expect(await madeTables(target.db)).toBe(0);
    const [checked = ""] = await run(path, ["--check"], { SECRETS_KEY: KEY });
    expect(JSON.parse(checked)).toMatchObject({ sealed: { texts: 2, opened: 1 } });

    const [report = ""] = await run(path, ["--without-secrets"]);
    expect(JSON.parse(report)).toMatchObject({ replaced: { accounts: 0, routines: 0 } });
  });

  test("that fails on its way leaves what was there as it was", async () => {
    await target.db.execute(sql`create view of_others as select id from routines`);
    const before = await readEverything(target.db);
    await expect(restore(target.db, path, { replaces: true })).rejects.toThrow("drop table");
    expect(await readEverything(target.db)).toEqual(before);
    await target.db.execute(sql`drop view of_others`);

    await target.db.execute(sql`create table of_another_app (owner uuid references auth.users)`);
    await expect(restore(target.db, path, { replaces: true })).rejects.toThrow(
      "of_another_app refers to them",
    );
    expect(await readEverything(target.db)).toEqual({ ...before, "public.of_another_app": [] });
    await target.db.execute(sql`drop table of_another_app`);
  });
});

test("a backup that fails on its way leaves no file, and no name is taken by half of one", async () => {
  const path = newFile();
  async function* broken() {
    yield await Promise.resolve("a line\n");
    throw new Error("the connection was lost");
  }
  await expect(writeBackupFile(path, broken())).rejects.toThrow("the connection was lost");
  const left = await readdir(dirname(path));
  expect(left.filter((name) => path.endsWith(name.replace(".part", "")))).toEqual([]);
  await expect(checkBackup(path, null)).rejects.toThrow("There is no file");
});
