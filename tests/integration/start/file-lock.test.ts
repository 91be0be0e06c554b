import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockFile } from "@/scripts/stack/file-lock";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "opspulse-lock-"));
});

afterEach(() => rm(directory, { recursive: true }));

/** Another process that takes the lock, says so, and holds it until it is killed. */
async function lockElsewhere(path: string) {
  const script = `
    import { DatabaseSync } from "node:sqlite";
    new DatabaseSync(process.argv[1]).exec("begin exclusive");
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, path], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return child;
}

it("a file is locked by one process at a time, and freed by the death of its holder", async () => {
  const path = join(directory, "lock");
  const holder = await lockElsewhere(path);
  expect(await lockFile(path, 0)).toBeNull();
  const waiting = lockFile(path, 10_000);
  holder.kill("SIGKILL");
  const lock = await waiting;
  expect(lock).not.toBeNull();
  expect(await lockFile(path, 0)).toBeNull();
  lock?.release();
  const next = await lockFile(path, 0);
  expect(next).not.toBeNull();
  next?.release();
});
