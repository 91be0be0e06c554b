import { spawn } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkBackup } from "@/scripts/backup/check-backup";
import { runBackup } from "@/scripts/backup/run-backup";
import { writeEnvFile } from "@/scripts/stack/env-file";
import { lockFile } from "@/scripts/stack/file-lock";
import { neutral } from "@/tests/integration/start/launch";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const root = join(import.meta.dirname, "../../..");

/** So many that a command is in the middle of them for a while. */
const RUNS = 20_000;

const WITHIN_MS = 180_000;

let source: TestDatabase;
let directory: string;
let backup: string;

beforeAll(async () => {
  source = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "opspulse-commands-"));
  const workspace = await createTestWorkspace(source.db);
  const routineId = await workspace.addRoutine();
  await source.db.execute(sql`
    insert into routine_runs (
      workspace_id, routine_id, triggered_by, status, scheduled_for, created_at, finished_at, worker_id
    )
    select ${workspace.context.workspaceId}, ${routineId}, 'SCHEDULE', 'SUCCESS', at, at, at, md5(at::text)
    from generate_series(1, ${RUNS}) as n, lateral (select timestamptz '2020-01-01Z' + make_interval(mins => n) as at) as slot`);
  backup = join(directory, "backup.jsonl.gz");
});

afterAll(async () => {
  await source.close();
  await rm(directory, { recursive: true });
});

/** A command in a process of its own, as npm starts it. */
function start(name: "backup" | "restore", args: string[], variables: Record<string, string>) {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      "tsx",
      join("scripts", `${name}.ts`),
      ...args,
    ],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", ...neutral, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, output: () => output };
}

async function runToEnd(...command: Parameters<typeof start>): Promise<string> {
  const { ended, output } = start(...command);
  expect(await ended, output()).toBe(0);
  return output();
}

const variablesOf = (url: string) => ({ DATABASE_URL: url, OPSPULSE_DIR: join(directory, "own") });

it(
  "a backup that is killed leaves nothing under its name, and the next one has that name",
  async () => {
    const { child, ended } = start("backup", [backup], variablesOf(source.url));
    await waitFor("the beginning of the file", () =>
      access(`${backup}.part`).then(
        () => true,
        () => false,
      ),
    );
    child.kill("SIGKILL");
    await ended;
    await expect(access(backup)).rejects.toThrow("ENOENT");

    const output = await runToEnd("backup", [backup], variablesOf(source.url));
    expect(output).toContain("rows");
    await access(backup);
    await expect(access(`${backup}.part`)).rejects.toThrow("ENOENT");
  },
  WITHIN_MS,
);

it(
  "a restore that is killed leaves the place as it was, on a server and embedded",
  async () => {
    const target = await createTestDatabase("auth_only");
    const embedded = { OPSPULSE_DIR: join(directory, "embedded") };
    try {
      for (const variables of [variablesOf(target.url), embedded]) {
        const killed = start("restore", [backup], variables);
        await waitFor("the restore", () => killed.output().includes("restoring"), 60_000);
        killed.child.kill("SIGKILL");
        await killed.ended;
        expect(killed.output()).not.toContain("restored what");
        // It would be refused where something was there.
        expect(await runToEnd("restore", [backup], variables)).toContain("restored what");
      }
      const copy = join(directory, "copy.jsonl.gz");
      await runToEnd("backup", [copy], embedded);
      const [restored, original] = [await checkBackup(copy, null), await checkBackup(backup, null)];
      expect(restored.tables).toEqual(original.tables);
    } finally {
      await target.close();
    }
  },
  WITHIN_MS,
);

it(
  "a backup of an embedded instance that runs goes through it",
  async () => {
    const running = join(directory, "own");
    await rm(running, { recursive: true, force: true });
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
        root,
      );
      expect((JSON.parse(report) as { rows: number }).rows).toBeGreaterThan(RUNS);
    } finally {
      lock?.release();
    }
  },
  WITHIN_MS,
);
