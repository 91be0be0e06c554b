import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensureBuild } from "./start/build";
import { complain, reasonOf, say } from "./start/report";
import { findChromium } from "./test/chromium";
import { countTests, summarize, type Counts, type StepResult } from "./test/results";

/** `npm test`: every check in order. A failure stops none of the others. */

const projectRoot = join(import.meta.dirname, "..");
const LONGEST_STEP_MS = 45 * 60_000;
const END_WITHIN_MS = 15_000;

type Step = { name: string; run: () => Promise<Counts> };

const reportDirectory = await mkdtemp(join(tmpdir(), "opspulse-reports-"));
let running: ChildProcess | null = null;
let isEnding = false;

const steps: Step[] = [
  { name: "format", run: () => check("npm run --silent format:check") },
  { name: "lint", run: () => check("npm run --silent lint") },
  { name: "boundaries", run: () => check("npm run --silent boundaries") },
  { name: "types", run: () => check("npm run --silent types") },
  { name: "unit", run: () => vitest("unit", {}) },
  {
    name: "integration (postgres)",
    run: () => vitest("integration", { OPSPULSE_TEST_DATABASE: "postgres" }),
  },
  {
    name: "integration (embedded)",
    run: () => vitest("integration", { OPSPULSE_TEST_DATABASE: "embedded" }),
  },
  { name: "build", run: build },
  { name: "end-to-end", run: endToEnd },
];

async function check(command: string): Promise<Counts> {
  return toOutcome(await run(command, {}));
}

async function vitest(project: string, variables: Record<string, string>): Promise<Counts> {
  const report = join(reportDirectory, `${project}-${variables.OPSPULSE_TEST_DATABASE ?? "none"}`);
  const hasSucceeded = await run(
    `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json="${report}"`,
    variables,
  );
  return countTests("vitest", report, hasSucceeded);
}

async function build(): Promise<Counts> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  await ensureBuild(projectRoot, env, (child) => {
    running = child.process;
  });
  return toOutcome(true);
}

async function endToEnd(): Promise<Counts> {
  const report = join(reportDirectory, "end-to-end");
  const hasSucceeded = await run("playwright test --reporter=list,json", {
    CHROMIUM_PATH: findChromium(projectRoot),
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  return countTests("playwright", report, hasSucceeded);
}

function toOutcome(hasSucceeded: boolean): Counts {
  return hasSucceeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Whether the command succeeded. Its output goes to the terminal as it comes. */
function run(command: string, variables: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: projectRoot,
      env: { ...process.env, ...variables },
      // A group of its own, so that all that a step started can be ended with it.
      detached: true,
      shell: true,
      stdio: "inherit",
      timeout: LONGEST_STEP_MS,
    });
    running = child;
    child.once("error", (error) => {
      complain(error.message);
      resolve(false);
    });
    child.once("exit", (code) => resolve(code === 0));
  });
}

async function runStep({ name, run: work }: Step): Promise<StepResult> {
  say(`test step: ${name}`);
  const startedAt = performance.now();
  const outcome = await work().catch((error: unknown) => {
    complain(`${name}: ${reasonOf(error)}`);
    return toOutcome(false);
  });
  return { name, ...outcome, seconds: (performance.now() - startedAt) / 1_000 };
}

/** `npm test -- unit lint` runs the steps whose names begin with one of these words. */
function chooseSteps(words: readonly string[]): Step[] {
  return words.length === 0
    ? steps
    : steps.filter(({ name }) => words.some((word) => name.startsWith(word)));
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const chosen = chooseSteps(words);
  const unknown = words.find((word) => !steps.some(({ name }) => name.startsWith(word)));
  if (unknown !== undefined) {
    complain(`there is no step ${unknown}; there are ${steps.map(({ name }) => name).join(", ")}`);
    return 1;
  }
  const results: StepResult[] = [];
  for (const step of chosen) {
    results.push(await runStep(step));
    // Whoever ends the run reports for it.
    if (isEnding) await new Promise(() => undefined);
  }
  console.log(`\n${summarize(results)}`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** Ends the step under way with all that it started, and waits for it, within bounds. */
async function endRunning(): Promise<void> {
  const child = running;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const hasEnded = once(child, "exit");
  signalGroup(child.pid, "SIGTERM");
  await Promise.race([hasEnded, delay(END_WITHIN_MS)]);
  // What is frozen, or does not listen, is left over.
  signalGroup(child.pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

async function end(code: number): Promise<never> {
  await rm(reportDirectory, { recursive: true, force: true });
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) {
  process.on(signal, () => {
    if (isEnding) return;
    isEnding = true;
    void endRunning().then(() => end(130));
  });
}

await main().then(end, (error: unknown) => {
  complain(reasonOf(error));
  return end(1);
});
