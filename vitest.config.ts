import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

const isEmbeddedRound = process.env.OPSPULSE_TEST_DATABASE === "embedded";
const alias = { "@": import.meta.dirname };
/** Bounds that a loaded machine keeps; what passes takes a fraction. */
const bounds = { testTimeout: 60_000, hookTimeout: 60_000 };
const setupFiles = ["tests/support/loopback-only.ts"];

export default defineConfig({
  resolve: { alias },
  test: {
    // The slow suites wait for clocks and processes more than they compute: three fit on two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts", "tests/mutants/**/*.test.ts"],
          setupFiles,
          ...bounds,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          // They start the product with a database of their own, the same in both rounds.
          exclude: [
            ...configDefaults.exclude,
            ...(isEmbeddedRound ? ["**/integration/start/**"] : []),
          ],
          env: { LOG_LEVEL: "silent" },
          globalSetup: ["tests/support/global-setup.ts"],
          setupFiles,
          ...bounds,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "proofs",
          include: ["tests/proofs/**/*.proof.ts"],
          env: { LOG_LEVEL: "silent" },
          globalSetup: ["tests/support/global-setup.ts"],
          setupFiles,
          // They take minutes each, and the whole machine.
          fileParallelism: false,
          testTimeout: 30 * 60_000,
          hookTimeout: 10 * 60_000,
        },
      },
    ],
  },
});
