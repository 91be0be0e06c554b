import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { readResponse, type ReceivedResponse } from "@/lib/services/requests/read-response";
import { runAside } from "@/lib/services/side-threads/run-aside";
import { everyRule, plainResponse } from "@/tests/support/rule-fixture";

const { body: _body, ...head } = plainResponse;
const bounds = { workspaceId: "a", budgetMs: 20_000, waitMs: 20_000 };

test("a response is judged in a side thread as it is in the main one", async () => {
  const received: ReceivedResponse = {
    rules: everyRule,
    head: { ...head, certificateExpiresAt: new Date("2026-03-03T12:00:00Z") },
    body: Buffer.from('{"status":"down","n":1}'),
    isComplete: true,
    judgedBytes: 1_000,
    isKept: true,
    sensitive: [],
  };
  const here = readResponse(received, performance.now() + bounds.budgetMs);
  expect(here.broken.length).toBeGreaterThan(3);
  const there = await runAside("readResponse", received, bounds);
  expect(there).toEqual({ kind: "DONE", value: here });
});

test("an error of a task is thrown here", async () => {
  const rule = null as unknown as SuccessRule;
  await expect(runAside("findUnusablePart", rule, bounds)).rejects.toThrow(TypeError);
});

test("an idle side thread keeps no process from its end", () => {
  const script = `
    import { runAside } from "@/lib/services/side-threads/run-aside";
    const bounds = ${JSON.stringify(bounds)};
    const input = { before: "a", after: "b", maxEdits: 9 };
    console.log((await runAside("compareBodies", input, bounds)).kind);
  `;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { encoding: "utf8", timeout: 50_000 },
  );
  expect({ stdout, status }).toEqual({ stdout: "DONE\n", status: 0 });
});
