import { readFile } from "node:fs/promises";
import { z } from "zod";

export type Counts = { passed: number; failed: number };

export type StepResult = Counts & { name: string; seconds: number };

const vitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });

/** A test that passed at a second attempt has not failed, and is listed as flaky above. */
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

const reports = {
  vitest: vitestReport.transform((report): Counts => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
  })),
  playwright: playwrightReport.transform(({ stats }): Counts => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  })),
};

export type ReportKind = keyof typeof reports;

/** The tests of a step. One that failed without a failed test, or without a report, counts as one. */
export async function countTests(
  kind: ReportKind,
  path: string,
  hasSucceeded: boolean,
): Promise<Counts> {
  const counts = await readCounts(kind, path);
  if (hasSucceeded && counts.passed > 0) return counts;
  return { passed: counts.passed, failed: Math.max(counts.failed, 1) };
}

async function readCounts(kind: ReportKind, path: string): Promise<Counts> {
  try {
    return reports[kind].parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** The table of all steps, and as its last line the sum. */
export function summarize(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, passed, failed, seconds }) =>
      `${failed > 0 ? "✗" : "✓"} ${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(4)} failed  ${seconds.toFixed(1).padStart(7)} s`,
  );
  return [...lines, "", totalOf(results)].join("\n");
}

function totalOf(results: readonly Counts[]): string {
  const sum = (pick: (counts: Counts) => number) =>
    results.reduce((total, counts) => total + pick(counts), 0);
  return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
}
