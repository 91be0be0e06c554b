import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type BlockedThreads = {
  /** Whether anything that needs one of the threads has got through. */
  isThrough: () => boolean;
  release: () => Promise<void>;
};

/**
 * Blocks every thread of libuv, which Node.js uses for files, `dns.lookup`, compression and hashing:
 * each opens a pipe that nobody writes to, which takes no CPU and ends with `release`.
 */
export function blockThreads(): BlockedThreads {
  const directory = mkdtempSync(join(tmpdir(), "opspulse-threads-"));
  const pipe = join(directory, "pipe");
  execFileSync("mkfifo", [pipe]);
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  const readers = Array.from({ length: threads }, () => open(pipe, "r"));
  let isThrough = false;
  const behind = stat(directory).then(() => (isThrough = true));
  return {
    isThrough: () => isThrough,
    release: async () => {
      const writer = openSync(pipe, "r+");
      for (const reader of await Promise.all(readers)) await reader.close();
      closeSync(writer);
      await behind;
      rmSync(directory, { recursive: true });
    },
  };
}
