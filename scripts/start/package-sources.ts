import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hashBuildInputs, PROGRAM_INPUTS } from "@/scripts/start/build";
import { PACKAGE_STAMP, type Layout } from "@/scripts/start/layout";
import { StartError } from "@/scripts/start/report";

/**
 * Refuses a package that a checkout started and that was made of other sources than it has now.
 * @throws {StartError} saying how to make it of these.
 */
export async function requireSameSources(
  { root }: Layout,
  variables: NodeJS.ProcessEnv,
): Promise<void> {
  const checkout = variables.OPSPULSE_CHECKOUT;
  // A checkout may leave its sources out: then nothing can have changed in them.
  if (checkout === undefined || !existsSync(join(checkout, "app"))) return;
  const stamp = await readFile(join(root, PACKAGE_STAMP), "utf8");
  if ((await hashBuildInputs(checkout, variables, PROGRAM_INPUTS)) === stamp) return;
  throw new StartError(
    "The sources have changed since the app was built, and the packages that build it aren't installed. Run npm ci --include=dev and npm run package, or put the dist folder of another machine here.",
  );
}
