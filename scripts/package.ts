import { join } from "node:path";
import { parseArgs } from "node:util";
import { assemblePackage } from "@/scripts/package/assemble-package";
import { ensureBuild, markBuild } from "@/scripts/start/build";
import type { Child } from "@/scripts/start/child";
import { signalChild } from "@/scripts/start/child";
import { PACKAGE_FOLDER } from "@/scripts/start/layout";
import { complain, reasonOf, say, StartError, step } from "@/scripts/start/report";

/**
 * `npm run package`: builds the app where that is needed, and makes `dist/opspulse`, which runs it with
 * nothing but Node.js installed. With `--built`, the build that is there is taken as one of the sources.
 */

const projectRoot = join(import.meta.dirname, "..");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { built: { type: "boolean", default: false } } });
  const variables = { ...process.env, NODE_ENV: "production" as const };
  if (values.built) await markBuild(projectRoot, variables);
  else await ensureBuild(projectRoot, variables, endWithThis);
  const bytes = await step("making the package", () => assemblePackage(projectRoot, variables));
  say(
    `${PACKAGE_FOLDER}: ${Math.round(bytes / 1_000_000)} MB. Run it: node ${PACKAGE_FOLDER}/opspulse.mjs serve`,
  );
}

function endWithThis(child: Child): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => signalChild(child, signal));
  }
}

main().catch((error: unknown) => {
  complain(error instanceof StartError ? error.message : `not packaged: ${reasonOf(error)}`);
  process.exitCode = 1;
});
