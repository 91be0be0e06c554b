// Runs in the build of the app, beside the loader that needs it: plain JavaScript.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** The oldest Node.js that the command line runs on: its users have their own. */
const OLDEST_NODE = 20;

/**
 * Bundles the command line into one module, of the version of `package.json`. Returns its text, and the
 * files that it was made of, from the root.
 */
export async function bundleCommandLine(projectRoot) {
  const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const { metafile, outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ["cli/main.ts"],
    bundle: true,
    tsconfig: "tsconfig.json",
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: `node${OLDEST_NODE}`,
    charset: "utf8",
    legalComments: "none",
    banner: { js: `#!/usr/bin/env node\n// The command line of OpsPulse ${version}.` },
    define: { OPSPULSE_VERSION: JSON.stringify(version) },
    logLevel: "error",
  });
  return { text: outputFiles[0].text, inputs: [...Object.keys(metafile.inputs), "package.json"] };
}
