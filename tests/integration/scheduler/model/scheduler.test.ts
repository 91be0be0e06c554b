import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knownStories } from "@/tests/integration/scheduler/model/known-stories";
import { settings, story } from "@/tests/integration/scheduler/model/operations";
import {
  installVirtualClock,
  type VirtualClock,
} from "@/tests/integration/scheduler/model/virtual-clock";
import { World } from "@/tests/integration/scheduler/model/world";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const DEFAULT_RUNS = isEmbedded() ? 40 : 60;
const numRuns = Number(process.env.OPSPULSE_MODEL_RUNS ?? DEFAULT_RUNS);
const givenSeed = process.env.OPSPULSE_MODEL_SEED;

/** With as many runs as one likes, there is no telling how long it takes. */
const TIMEOUT_MS = 60_000 + numRuns * 5_000;

/** An error and what caused it: a query that failed says why in its cause. */
function causesOf(error: unknown): string[] {
  return error instanceof Error ? [String(error), ...causesOf(error.cause)] : [];
}

let database: TestDatabase;
let workspace: TestWorkspace;
let clock: VirtualClock;

beforeAll(async () => {
  database = await createTestDatabase();
  clock = await installVirtualClock(database.db);
  workspace = await createTestWorkspace(database.db);
});
afterAll(() => database.close());

test.each(knownStories)("$name", ({ first, story: operations }) =>
  new World(workspace, clock).play(first, operations),
);

test(
  "whatever workers, crashes, edits and the clock do, in any order, every slot ends as promised",
  { timeout: TIMEOUT_MS },
  async () => {
    const firstRoutines = fc.array(settings, { minLength: 1, maxLength: 3, size: "max" });
    const details = await fc.check(
      fc.asyncProperty(firstRoutines, story, async (first, operations) =>
        new World(workspace, clock).play(first, operations),
      ),
      {
        numRuns,
        ...(givenSeed !== undefined && { seed: Number(givenSeed) }),
        endOnFailure: process.env.OPSPULSE_MODEL_SHRINK === "off",
      },
    );
    const report = [
      ...causesOf(details.errorInstance),
      `To play it again: OPSPULSE_MODEL_SEED=${details.seed} OPSPULSE_MODEL_RUNS=${numRuns}`,
      String(fc.defaultReportMessage(details)),
    ].join("\n");
    expect(details.failed, report).toBe(false);
  },
);
