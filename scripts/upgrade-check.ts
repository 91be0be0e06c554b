import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvError } from "@/lib/env";
import { complain, reasonOf, StartError } from "@/scripts/start/report";
import { checkUpgrade } from "@/scripts/upgrade-check/check-upgrade";

/** `npm run upgrade-check`: what an upgrade to this code would do to the database. Ends with 1 where it can't go. */

const projectRoot = join(import.meta.dirname, "..");
for (const file of [".env.local", ".env"]) {
  const path = join(projectRoot, file);
  if (existsSync(path)) process.loadEnvFile(path);
}
try {
  process.exitCode = await checkUpgrade(process.argv.slice(2), process.env, projectRoot);
} catch (error) {
  const lines =
    error instanceof EnvError
      ? error.problems
      : [error instanceof StartError ? error.message : `the check failed: ${reasonOf(error)}`];
  for (const line of lines) complain(line);
  process.exitCode = 1;
}
