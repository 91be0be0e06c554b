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
  testResults: [],
});
const playwright = (expected: number, unexpected: number, flaky: number) => ({
  stats: { expected, unexpected, flaky },
  suites: [],
});

const readReport = async (kind: ReportKind, report: unknown) => {
  const path = join(directory, "report");
  await writeFile(path, JSON.stringify(report));
  return countTests(kind, path, false);
};

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
    expect(await countTests(kind, path, hasSucceeded)).toEqual({ ...expected, failures: [] });
  });

  it("count as one failure where no report was written", async () => {
    expect(await countTests("vitest", join(directory, "none"), false)).toEqual({
      passed: 0,
      failed: 1,
      failures: [],
    });
  });

  it("are named where they failed, with the first lines of why", async () => {
    const trace = Array.from({ length: 40 }, (_, index) => `\u001b[31mline ${index}\u001b[39m`);
    const { failures } = await readReport("vitest", {
      ...vitest(1, 1),
      testResults: [
        {
          name: "tests/unit/sum.test.ts",
          status: "failed",
          assertionResults: [
            { fullName: "a sum adds", status: "passed" },
            { fullName: "a sum is whole", status: "failed", failureMessages: [trace.join("\n")] },
          ],
        },
        {
          name: "tests/unit/torn.test.ts",
          status: "failed",
          message: "cannot find a module",
          assertionResults: [],
        },
      ],
    });
    expect(failures.map(({ name }) => name)).toEqual([
      "tests/unit/sum.test.ts › a sum is whole",
      "tests/unit/torn.test.ts",
    ]);
    expect(failures[0]?.reason.split("\n")).toHaveLength(12);
    expect(failures[0]?.reason).toMatch(/^line 0\nline 1\n/);
    expect(failures[1]?.reason).toBe("cannot find a module");
  });

  it("are named in suites within suites of the browser's tests", async () => {
    const spec = (title: string, status: string) => ({
      title,
      file: "sign-in.spec.ts",
      line: 7,
      tests: [{ status, projectName: "phone", results: [{ error: { message: "no button" } }] }],
    });
    const { failures } = await readReport("playwright", {
      ...playwright(1, 1, 1),
      suites: [
        {
          specs: [spec("opens", "expected")],
          suites: [{ specs: [spec("signs in", "unexpected"), spec("signs out", "flaky")] }],
        },
      ],
    });
    expect(failures).toEqual([
      { name: "[phone] sign-in.spec.ts:7 › signs in", reason: "no button" },
    ]);
  });
});

describe("the summary", () => {
  it("has what failed, a line a step, and the sum as its last", () => {
    const failures = [{ name: "a sum is whole", reason: "line 0\nline 1" }];
    const lines = summarize([
      { name: "lint", passed: 1, failed: 0, failures: [], seconds: 2.25 },
      { name: "unit", passed: 40, failed: 2, failures, seconds: 1 },
    ]).split("\n");
    expect(lines).toHaveLength(8);
    expect(lines.splice(0, 4)).toEqual(["✗ unit: a sum is whole", "    line 0", "    line 1", ""]);
    expect(lines[0]).toMatch(/^✓ lint .*1 passed .*0 failed/);
    expect(lines[1]).toMatch(/^✗ unit .*40 passed .*2 failed/);
    expect(lines.at(-1)).toBe("41 passed, 2 failed");
  });
});
