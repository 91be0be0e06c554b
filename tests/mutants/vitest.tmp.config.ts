import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { mutants } from "./mutants";
import { mutateSource } from "./mutate-source";

const root = join(import.meta.dirname, "../..");

const name = process.env.OPSPULSE_MUTANT;
const mutant = mutants.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`OPSPULSE_MUTANT names no mutant: ${name ?? "nothing"}.`);

/** The story test alone, or the test that the mutant names, with the mutant that `OPSPULSE_MUTANT` names in the source. */
export default defineConfig({
  root,
  resolve: { alias: { "@": root } },
  plugins: [
    {
      name: "mutant",
      enforce: "pre",
      transform: (source, id) =>
        id.split("?")[0] === join(root, mutant.file) ? mutateSource(mutant, source) : null,
    },
  ],
  test: {
    include: [mutant.test ?? "tests/integration/scheduler/model/**/*.test.ts"],
    env: { LOG_LEVEL: "silent" },
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    bail: 1,
    // The cache knows a module by its source and the names of plugins, not by which mutant it has.
    fsModuleCache: false,
  },
});
