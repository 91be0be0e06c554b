import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Suites that do the same whatever database the round is on: they start the product with the one
 * that they are about, or need none. They run in the round of PostgreSQL alone.
 */
const RUN_ONCE = [
  "tests/integration/start/embedded.test.ts",
  "tests/integration/start/file-lock.test.ts",
  "tests/integration/start/first-start.test.ts",
  "tests/integration/start/own-postgres.test.ts",
  "tests/integration/start/pglite-server.test.ts",
  "tests/integration/start/playground.test.ts",
  "tests/integration/start/refusals.test.ts",
  "tests/integration/start/stray-dials.test.ts",
  "tests/integration/start/supabase.test.ts",
];

/** What takes from a minute down to ten seconds, so that what begins last is not what lasts. */
const LONGEST_FIRST = [
  "tests/unit/egress/fuzz-response.test.ts",
  "tests/integration/scheduler/crash/crash.test.ts",
  "tests/integration/start/first-start.test.ts",
  "tests/integration/start/embedded.test.ts",
  "tests/integration/scheduler/crash/database-failure.test.ts",
  "tests/integration/start/supabase.test.ts",
  "tests/integration/start/own-postgres.test.ts",
  "tests/integration/start/stray-dials.test.ts",
  "tests/integration/scheduler/model/scheduler.test.ts",
  "tests/integration/scheduler/engine.test.ts",
  "tests/integration/auth/refresh-session.test.ts",
];

for (const suite of [...RUN_ONCE, ...LONGEST_FIRST]) {
  if (!existsSync(join(import.meta.dirname, suite))) throw new Error(`There is no suite ${suite}.`);
}

/** Begins with the long suites, also on a machine that has not run them before. */
class LongestFirstSequencer extends BaseSequencer {
  override async sort(suites: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST_FIRST.indexOf(relative(import.meta.dirname, moduleId));
      return rank === -1 ? LONGEST_FIRST.length : rank;
    };
    return (await super.sort(suites)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

const isEmbeddedRound = process.env.OPSPULSE_TEST_DATABASE === "embedded";
const alias = { "@": import.meta.dirname };
const setupFiles = ["tests/support/loopback-only.ts"];

export default defineConfig({
  resolve: { alias },
  test: {
    // The slow suites wait for clocks and processes more than they compute: three fit on two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirstSequencer },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts", "tests/mutants/**/*.test.ts"],
          setupFiles,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...(isEmbeddedRound ? RUN_ONCE : [])],
          env: { LOG_LEVEL: "silent" },
          globalSetup: ["tests/support/global-setup.ts"],
          setupFiles,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
