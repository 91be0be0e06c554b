import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const alias = { "@": import.meta.dirname };
const setupFiles = ["tests/support/loopback-only.ts"];

export default defineConfig({
  resolve: { alias },
  test: {
    // The slow suites wait for clocks and processes more than they compute: two fit on one core.
    maxWorkers: Math.max(2, availableParallelism() - 1),
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
