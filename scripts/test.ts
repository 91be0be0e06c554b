import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuild } from "@/scripts/start/build";
import { complain, reasonOf, say } from "@/scripts/start/report";
import { findChromium } from "@/scripts/test/chromium";
import { countTests, summarize, type StepResult, type TestCounts } from "@/scripts/test/results";
import { ShellCommands } from "@/scripts/test/shell-commands";

/** `npm test`: every check. A failure stops none of the others. */

const projectRoot = join(import.meta.dirname, "..");

type StepOutcome = TestCounts & { output: string };

/** What a step shows comes as it goes, or is kept, where others run beside it, until it ends. */
type TestStep = { name: string; run: (isOutputKept: boolean) => Promise<StepOutcome> };

/** Rows of steps that run side by side; each row in order. */
type Stage = readonly (readonly TestStep[])[];

const reportDirectory = await mkdtemp(join(tmpdir(), "opspulse-reports-"));
const commands = new ShellCommands(projectRoot);
let isEnding = false;

const stages: readonly Stage[] = [
  // Once for all that read the types in `.next`: the steps after it, and no build beside them.
  [[{ name: "typegen", run: check("next typegen") }]],
  [
    // The longest: its script gives V8 room for the many short-lived objects of the rules with types.
    [{ name: "lint", run: check(script("lint")) }],
    [
      { name: "types", run: check(script("types")) },
      { name: "format", run: check(script("format:check")) },
      { name: "boundaries", run: check(script("boundaries")) },
      { name: "unused", run: check(script("unused")) },
    ],
  ],
  // The unit tests fuzz for a minute on one core.
  [[{ name: "build", run: build }], [{ name: "unit", run: vitest("unit") }]],
  [[{ name: "integration (postgres)", run: vitest("integration", "postgres") }]],
  [[{ name: "integration (embedded)", run: vitest("integration", "embedded") }]],
  [[{ name: "end-to-end", run: endToEnd }]],
];

/** A script of package.json, without the one that npm runs before it. */
function script(name: string): string {
  return `npm run --silent --ignore-scripts ${name}`;
}

function check(command: string): TestStep["run"] {
  return async (isOutputKept) => {
    const { hasSucceeded, output } = await commands.run(command, { isOutputKept });
    return { ...toCounts(hasSucceeded), output };
  };
}

function vitest(project: string, database?: "postgres" | "embedded"): TestStep["run"] {
  const report = join(reportDirectory, `${project}-${database ?? "none"}`);
  return async (isOutputKept) => {
    const { hasSucceeded, output } = await commands.run(
      `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json="${report}"`,
      {
        isOutputKept,
        variables: database === undefined ? {} : { OPSPULSE_TEST_DATABASE: database },
      },
    );
    return { ...(await countTests("vitest", report, hasSucceeded)), output };
  };
}

async function build(): Promise<StepOutcome> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  await ensureBuild(projectRoot, env, (child) => commands.watch(child.process));
  return { ...toCounts(true), output: "" };
}

async function endToEnd(isOutputKept: boolean): Promise<StepOutcome> {
  const report = join(reportDirectory, "end-to-end");
  const { hasSucceeded, output } = await commands.run("playwright test --reporter=list,json", {
    isOutputKept,
    variables: {
      CHROMIUM_PATH: findChromium(projectRoot),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  });
  return { ...(await countTests("playwright", report, hasSucceeded)), output };
}

function toCounts(hasSucceeded: boolean): TestCounts {
  return { ...(hasSucceeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }), failures: [] };
}

async function runStep({ name, run }: TestStep, isBesideOthers: boolean): Promise<StepResult> {
  if (!isBesideOthers) say(`test step: ${name}`);
  const startedAt = performance.now();
  const { output, ...counts } = await run(isBesideOthers).catch((error: unknown) => {
    complain(`${name}: ${reasonOf(error)}`);
    return { ...toCounts(false), output: "" };
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  // A run that a signal ends reports nothing more.
  if (isEnding) await new Promise(() => undefined);
  if (isBesideOthers) say(`test step: ${name}, ended after ${seconds.toFixed(1)} s\n${output}`);
  return { name, ...counts, seconds };
}

async function runStage(stage: Stage): Promise<StepResult[]> {
  const isBesideOthers = stage.length > 1;
  if (isBesideOthers) {
    const rows = stage.map((row) => row.map(({ name }) => name).join(", "));
    say(`test steps side by side: ${rows.join(" | ")}`);
  }
  const results = await Promise.all(
    stage.map(async (row) => {
      const ended: StepResult[] = [];
      for (const step of row) ended.push(await runStep(step, isBesideOthers));
      return ended;
    }),
  );
  return results.flat();
}

/** `npm test -- unit lint` runs the steps whose names begin with one of these words. */
function chooseSteps(words: readonly string[]): Stage[] {
  if (words.length === 0) return [...stages];
  const isChosen = ({ name }: TestStep) => words.some((word) => name.startsWith(word));
  return stages.map((stage) =>
    stage.map((row) => row.filter(isChosen)).filter((row) => row.length > 0),
  );
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const names = stages.flat(2).map(({ name }) => name);
  const unknown = words.find((word) => !names.some((name) => name.startsWith(word)));
  if (unknown !== undefined) {
    complain(`there is no step ${unknown}; there are ${names.join(", ")}`);
    return 1;
  }
  const results: StepResult[] = [];
  for (const stage of chooseSteps(words)) results.push(...(await runStage(stage)));
  console.log(`\n${summarize(results)}`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function end(code: number): Promise<never> {
  await rm(reportDirectory, { recursive: true, force: true });
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) {
  process.on(signal, () => {
    if (isEnding) return;
    isEnding = true;
    void commands.end().then(() => end(130));
  });
}

await main().then(end, (error: unknown) => {
  complain(reasonOf(error));
  return end(1);
});
