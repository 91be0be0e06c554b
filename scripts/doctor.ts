import { existsSync } from "node:fs";
import { join } from "node:path";
import { hideSecrets, secretsOf } from "@/lib/domain/instance/hide-secrets";
import { reasonOf } from "@/lib/domain/instance/reason-of";
import { runDoctor } from "@/scripts/doctor/run-doctor";
import { complain, StartError } from "@/scripts/start/report";

/** `npm run doctor`: checks the settings of a running instance, and changes nothing. */

const projectRoot = join(import.meta.dirname, "..");

async function main(): Promise<void> {
  for (const file of [".env.local", ".env"]) {
    const path = join(projectRoot, file);
    if (existsSync(path)) process.loadEnvFile(path);
  }
  process.exitCode = await runDoctor(process.argv.slice(2), process.env, projectRoot);
}

main().catch((error: unknown) => {
  complain(
    error instanceof StartError
      ? error.message
      : hideSecrets(`the doctor failed: ${reasonOf(error)}`, secretsOf(process.env)),
  );
  process.exitCode = 1;
});
