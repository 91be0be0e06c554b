import { join } from "node:path";
import { bundleCommandLine } from "./bundle-command-line.mjs";

/** Puts the bundled command line in the place of `cli/bundled-program.ts`, in every build of the app. */
export default async function loadCommandLine() {
  const projectRoot = join(import.meta.dirname, "../..");
  const { text, inputs } = await bundleCommandLine(projectRoot);
  for (const input of inputs) this.addDependency(join(projectRoot, input));
  return `export const program = ${JSON.stringify(text)};\n`;
}
