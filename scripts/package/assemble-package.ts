import { existsSync } from "node:fs";
import { chmod, cp, lstat, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundlePrograms } from "@/scripts/package/bundle-programs";
import { hashBuildInputs, PROGRAM_INPUTS } from "@/scripts/start/build";
import { PACKAGE_FOLDER, PACKAGE_PROGRAM, PACKAGE_STAMP } from "@/scripts/start/layout";
import { StartError } from "@/scripts/start/report";

/** What the server of Next.js serves and doesn't find out by tracing, and what the programs read. */
const copies: readonly (readonly [from: string, to: string])[] = [
  [".next/static", ".next/static"],
  ["public", "public"],
  ["drizzle", "drizzle"],
  ["scripts/opspulse.mjs", PACKAGE_PROGRAM],
  ["scripts/start/serve-app.mjs", "serve-app.mjs"],
  ["scripts/start/ask-health.mjs", "ask-health.mjs"],
  ["scripts/start/exit-with-parent.mjs", "exit-with-parent.mjs"],
  ["LICENSE", "LICENSE"],
];

/** The embedded database looks for these beside the program that it is part of. */
const EMBEDDED_FILES = ["pglite.wasm", "pglite.data", "initdb.wasm"] as const;

/**
 * Makes the package of the build in a checkout, and returns its size in bytes. The folder is there whole
 * or not at all: the one before it is replaced at the end.
 * @throws {StartError} where there is no build to make it of.
 */
export async function assemblePackage(
  projectRoot: string,
  variables: NodeJS.ProcessEnv,
): Promise<number> {
  const standalone = join(projectRoot, ".next", "standalone");
  if (!existsSync(standalone)) {
    throw new StartError("There is no .next/standalone to package: was the app built for Vercel?");
  }
  const target = join(projectRoot, PACKAGE_FOLDER);
  const draft = `${target}.part`;
  await rm(draft, { recursive: true, force: true });
  await cp(standalone, draft, { recursive: true, verbatimSymlinks: true });
  await rm(join(draft, "server.js"));
  for (const [from, to] of copies) {
    await cp(join(projectRoot, from), join(draft, to), { recursive: true });
  }
  const require = createRequire(import.meta.url);
  const embedded = dirname(require.resolve("@electric-sql/pglite"));
  for (const file of EMBEDDED_FILES) await cp(join(embedded, file), join(draft, file));
  await bundlePrograms(projectRoot, draft);
  const stamp = await hashBuildInputs(projectRoot, variables, PROGRAM_INPUTS);
  await writeFile(join(draft, PACKAGE_STAMP), stamp);
  const bytes = await openToReaders(draft);
  await rm(target, { recursive: true, force: true });
  await rename(draft, target);
  return bytes;
}

/** Lets every user of a machine read it, whatever the umask of the one who made it. Returns its size in bytes. */
async function openToReaders(path: string): Promise<number> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return 0;
  if (!entry.isDirectory()) {
    await chmod(path, 0o644);
    return entry.size;
  }
  await chmod(path, 0o755);
  let bytes = 0;
  for (const name of await readdir(path)) bytes += await openToReaders(join(path, name));
  return bytes;
}
