import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

type Counts = { passed: number; failed: number };

/** A test that failed, and the first lines of why. */
type FailedTest = { name: string; reason: string };

export type TestCounts = Counts & { failures: readonly FailedTest[] };

export type StepResult = TestCounts & { name: string; seconds: number };

const REASON_LINES = 12;

const vitestReport = z
  .object({
    numPassedTests: z.int(),
    numFailedTests: z.int(),
    testResults: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        message: z.string().default(""),
        assertionResults: z.array(
          z.object({
            fullName: z.string(),
            status: z.string(),
            failureMessages: z.array(z.string()).default([]),
          }),
        ),
      }),
    ),
  })
  .transform((report): TestCounts => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((result) => result.status === "failed");
      if (failed.length === 0 && status === "failed") {
        return [{ name, reason: reasonOf([message]) }];
      }
      return failed.map(({ fullName, failureMessages }) => ({
        name: `${name} › ${fullName}`,
        reason: reasonOf(failureMessages),
      }));
    }),
  }));

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.int(),
  tests: z.array(
    z.object({
      status: z.string(),
      projectName: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string() }).partial().optional() })),
    }),
  ),
});

type Spec = z.infer<typeof playwrightSpec>;

type Suite = { specs: Spec[]; suites?: Suite[] | undefined };

const playwrightSuite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ specs: z.array(playwrightSpec), suites: z.array(playwrightSuite).optional() }),
);

const specsOf = ({ specs, suites = [] }: Suite): Spec[] => [...specs, ...suites.flatMap(specsOf)];

/** A test that passed at a second attempt has not failed, and is listed as flaky above. */
const playwrightReport = z
  .object({
    stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
    suites: z.array(playwrightSuite),
  })
  .transform(({ stats, suites }): TestCounts => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    failures: suites.flatMap(specsOf).flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === "unexpected")
        .map(({ projectName, results }) => ({
          name: `[${projectName}] ${file}:${line} › ${title}`,
          reason: reasonOf(results.map(({ error }) => error?.message ?? "")),
        })),
    ),
  }));

const reports = { vitest: vitestReport, playwright: playwrightReport };

export type ReportKind = keyof typeof reports;

function reasonOf(messages: readonly string[]): string {
  const lines = stripVTControlCharacters(messages.join("\n")).trim().split("\n");
  return lines.slice(0, REASON_LINES).join("\n");
}

/** The tests of a step. One that failed without a failed test, or without a report, counts as one. */
export async function countTests(
  kind: ReportKind,
  path: string,
  hasSucceeded: boolean,
): Promise<TestCounts> {
  const counts = await readCounts(kind, path);
  if (hasSucceeded && counts.passed > 0) return counts;
  return { ...counts, failed: Math.max(counts.failed, 1) };
}

async function readCounts(kind: ReportKind, path: string): Promise<TestCounts> {
  try {
    return reports[kind].parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return { passed: 0, failed: 0, failures: [] };
  }
}

/** What failed, with its reasons, then the table of all steps, and as its last line the sum. */
export function summarize(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, passed, failed, seconds }) =>
      `${failed > 0 ? "✗" : "✓"} ${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(4)} failed  ${seconds.toFixed(1).padStart(7)} s`,
  );
  return [...listFailures(results), ...lines, "", totalOf(results)].join("\n");
}

function listFailures(results: readonly StepResult[]): string[] {
  return results.flatMap(({ name, failures }) =>
    failures.flatMap((failure) => [
      `✗ ${name}: ${failure.name}`,
      ...failure.reason.split("\n").map((line) => `    ${line}`),
      "",
    ]),
  );
}

function totalOf(results: readonly Counts[]): string {
  const sum = (pick: (counts: Counts) => number) =>
    results.reduce((total, counts) => total + pick(counts), 0);
  return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
}
