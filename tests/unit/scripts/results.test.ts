import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countTests, summarize, type ReportKind } from "@/scripts/test/results";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "opspulse-results-"));
});

afterEach(() => rm(directory, { recursive: true }));

const vitest = (passed: number, failed: number) => ({
  numPassedTests: passed,
  numFailedTests: failed,
});
const playwright = (expected: number, unexpected: number, flaky: number) => ({
  stats: { expected, unexpected, flaky },
});

describe("the tests of a step", () => {
  it.each<[string, ReportKind, unknown, boolean, { passed: number; failed: number }]>([
    ["all passed", "vitest", vitest(7, 0), true, { passed: 7, failed: 0 }],
    ["some failed", "vitest", vitest(5, 2), false, { passed: 5, failed: 2 }],
    ["a file did not load", "vitest", vitest(5, 0), false, { passed: 5, failed: 1 }],
    ["there were none", "vitest", vitest(0, 0), true, { passed: 0, failed: 1 }],
    ["one was flaky", "playwright", playwright(3, 0, 1), true, { passed: 4, failed: 0 }],
    ["one was unexpected", "playwright", playwright(3, 1, 0), false, { passed: 3, failed: 1 }],
    ["the report is not one", "playwright", "nothing", false, { passed: 0, failed: 1 }],
  ])("are counted where %s", async (_, kind, report, hasSucceeded, expected) => {
    const path = join(directory, "report");
    await writeFile(path, JSON.stringify(report));
    expect(await countTests(kind, path, hasSucceeded)).toEqual(expected);
  });

  it("count as one failure where no report was written", async () => {
    expect(await countTests("vitest", join(directory, "none"), false)).toEqual({
      passed: 0,
      failed: 1,
    });
  });
});

describe("the summary", () => {
  it("has a line a step, and the sum as its last", () => {
    const lines = summarize([
      { name: "lint", passed: 1, failed: 0, seconds: 2.25 },
      { name: "unit", passed: 40, failed: 2, seconds: 1 },
    ]).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^✓ lint .*1 passed .*0 failed/);
    expect(lines[1]).toMatch(/^✗ unit .*40 passed .*2 failed/);
    expect(lines.at(-1)).toBe("41 passed, 2 failed");
  });
});
