import { afterEach, describe, expect, it, vi } from "vitest";
import { readDatabaseHealth } from "@/components/page/database-health";

afterEach(() => vi.unstubAllGlobals());

const answer = (body: string, status: number) => () =>
  Promise.resolve(new Response(body, { status }));

describe("why a page failed", () => {
  it.each([
    ["ok", "the instance is well", answer('{"database":{"status":"ok"}}', 200)],
    ["down", "the instance says so", answer('{"database":{"status":"down"}}', 503)],
    ["ok", "only the scheduler is late", answer('{"database":{"status":"ok"}}', 503)],
    ["unknown", "a proxy in front of it answers for it", answer('{"error":"no upstream"}', 503)],
    ["unknown", "the answer is no JSON", answer("<html>", 503)],
    ["unknown", "the instance itself is broken", answer('{"database":{}}', 500)],
    ["unknown", "nobody answers", () => Promise.reject(new TypeError("fetch failed"))],
  ] as const)("the database is %s where %s", async (health, _reason, fetch) => {
    vi.stubGlobal("fetch", fetch);
    expect(await readDatabaseHealth(1_000)).toBe(health);
  });

  it("is not waited for longer than the reader's patience", async () => {
    vi.stubGlobal(
      "fetch",
      (_url: string, { signal }: RequestInit) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    );
    expect(await readDatabaseHealth(10)).toBe("unknown");
  });
});
