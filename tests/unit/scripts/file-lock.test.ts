import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockFile } from "@/scripts/stack/file-lock";

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("This Node.js collects garbage unasked only.");
  Reflect.apply(collect, undefined, []);
}

describe("a file lock", () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "opspulse-lock-"));
    path = join(directory, "lock");
  });
  afterEach(() => rm(directory, { recursive: true }));

  test("has one holder at a time, and the next one after its release", async () => {
    const lock = await lockFile(path, 0);
    expect(lock).not.toBeNull();
    expect(await lockFile(path, 150)).toBeNull();
    lock?.release();
    const next = await lockFile(path, 0);
    expect(next).not.toBeNull();
    next?.release();
  });

  test("is kept by its holder, also where nothing refers to it any more", async () => {
    await lockFile(path, 0);
    for (let round = 0; round < 5; round += 1) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await lockFile(path, 0)).toBeNull();
  });
});
