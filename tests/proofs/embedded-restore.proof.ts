import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkBackup } from "@/scripts/backup/check-backup";
import { addLongHistory, runCommandToEnd, startCommand } from "@/tests/support/backup-command";
import { createTestDatabase } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

const RUNS = 20_000;

test("a server's backup moves into an embedded place, also where the first restore was killed, and back", async () => {
  const source = await createTestDatabase();
  const target = await createTestDatabase("auth_only");
  const directory = await mkdtemp(join(tmpdir(), "opspulse-move-"));
  const embedded = { OPSPULSE_DIR: join(directory, "embedded") };
  const server = (url: string) => ({ DATABASE_URL: url, OPSPULSE_DIR: join(directory, "server") });
  try {
    await addLongHistory(source.db, RUNS);
    const [first, second, third] = [1, 2, 3].map((number) => join(directory, `${number}.jsonl.gz`));
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    await runCommandToEnd("backup", [first], server(source.url));

    const killed = startCommand("restore", [first], embedded);
    await waitFor("the restore", () => killed.output().includes("restoring"), 120_000);
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(killed.output()).not.toContain("restored what");

    // It would be refused where something was there.
    await runCommandToEnd("restore", [first], embedded);
    await runCommandToEnd("backup", [second], embedded);
    await runCommandToEnd("restore", [second], server(target.url));
    await runCommandToEnd("backup", [third], server(target.url));
    const { tables } = await checkBackup(first, null);
    expect(tables["public.routine_runs"]).toBe(RUNS);
    expect((await checkBackup(second, null)).tables).toEqual(tables);
    expect((await checkBackup(third, null)).tables).toEqual(tables);
  } finally {
    await rm(directory, { recursive: true });
    await source.close();
    await target.close();
  }
});
