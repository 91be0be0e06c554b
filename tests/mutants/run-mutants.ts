import { spawnSync } from "node:child_process";
import { mutants, type Mutant } from "@/tests/mutants/mutants";

/**
 * Plays the stories of the scheduler once with each mutant, and fails where one survives.
 *
 *     npm run mutants [-- name …]
 */

/** What tells a defect that was caught from a mutant that does not even run. */
const CAUGHT = [
  /Broken guarantee: .+/,
  /AssertionError.*: .+/,
  /Waited \d+ ms in vain for .+/,
  /violates (?:unique|check|foreign key) constraint "\w+"/,
];

/** Stories for each mutant at most; most are caught within the first few. */
const RUNS = process.env.OPSPULSE_MODEL_RUNS ?? "150";

/** The same stories each time, so that whether a mutant is caught does not depend on chance. */
const SEED = process.env.OPSPULSE_MODEL_SEED ?? "1";
const WITHIN_MS = 300_000;

function findEvidence(mutant: Mutant): { evidence: string | undefined; output: string } {
  const { stdout, stderr } = spawnSync(
    "npx",
    ["vitest", "run", "--config", "tests/mutants/vitest.config.ts"],
    {
      encoding: "utf8",
      timeout: WITHIN_MS,
      env: {
        ...process.env,
        OPSPULSE_MUTANT: mutant.name,
        OPSPULSE_MODEL_RUNS: RUNS,
        OPSPULSE_MODEL_SEED: SEED,
        OPSPULSE_MODEL_SHRINK: "off",
      },
    },
  );
  const output = `${stdout}\n${stderr}`;
  const evidence = CAUGHT.flatMap((pattern) => pattern.exec(output)?.[0] ?? []).at(0);
  return { evidence, output };
}

const names = process.argv.slice(2);
const chosen = names.length === 0 ? mutants : mutants.filter(({ name }) => names.includes(name));
if (chosen.length < names.length) {
  throw new Error(`Not all of these are mutants: ${names.join(", ")}`);
}

let survivors = 0;
for (const mutant of chosen) {
  const startedAtMs = performance.now();
  const { evidence, output } = findEvidence(mutant);
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
  if (evidence === undefined) {
    survivors += 1;
    console.log(`SURVIVED  ${mutant.name} (${mutant.rule}), ${seconds} s\n${output}`);
  } else {
    console.log(`caught    ${mutant.name}, ${seconds} s: ${evidence}`);
  }
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants were caught.`);
process.exitCode = survivors === 0 ? 0 : 1;
