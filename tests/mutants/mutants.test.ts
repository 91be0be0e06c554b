import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, expect, test, vi } from "vitest";
import { resolveConfig } from "vitest/node";
import { mutants } from "@/tests/mutants/mutants";
import { mutateSource } from "@/tests/mutants/mutate-source";

const root = join(import.meta.dirname, "../..");

afterEach(() => vi.unstubAllEnvs());

test.each(mutants)("the mutant $name still fits its source", (mutant) => {
  const mutated = mutateSource(mutant, readFileSync(join(root, mutant.file), "utf8"));
  const { diagnostics } = ts.transpileModule(mutated, { reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
});

test.each([
  { mutant: "release-keeps-the-run", include: "tests/integration/scheduler/model/**/*.test.ts" },
  { mutant: "lane-starts-large", include: "tests/unit/services/scheduler/places.test.ts" },
])("the runner has a configuration that loads, for $include alone", async ({ mutant, include }) => {
  vi.stubEnv("OPSPULSE_MUTANT", mutant);
  const config = "tests/mutants/vitest.config.ts";
  const { test: options } = await resolveConfig({ root, config });
  expect(options.include).toEqual([include]);
});

test("no two mutants have the same name", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test("a mutant that no longer fits its source is refused", () => {
  const mutant = { name: "gone", rule: "", file: "a.ts", edits: [{ find: "a", replace: "b" }] };
  expect(() => mutateSource(mutant, "b")).toThrow("out of date");
  expect(() => mutateSource(mutant, "aa")).toThrow("out of date");
});
