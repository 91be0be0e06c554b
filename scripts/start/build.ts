import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { lockFile } from "@/scripts/stack/file-lock";
import { startChild, type Child } from "@/scripts/start/child";
import { say, StartError, step } from "@/scripts/start/report";
import { endWithParent } from "@/scripts/start/server-arguments";

/** Everything that `next build` reads. */
const BUILD_INPUTS = [
  "app",
  "cli",
  "components",
  "db",
  "drizzle/meta/_journal.json",
  "i18n",
  "lib",
  "messages",
  "public",
  "instrumentation-client.ts",
  "instrumentation-node.ts",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "scripts/package/bundle-command-line.mjs",
  "scripts/package/command-line-loader.mjs",
  "tsconfig.json",
] as const;

/** What a package has beside the build. */
export const PROGRAM_INPUTS = ["drizzle", "scripts"] as const;

const LONGEST_BUILD_MS = 15 * MINUTE_MS;

/**
 * A fingerprint of a build's inputs: names and contents, not times, so that a fresh
 * checkout of the same sources needs no new build. Variables count where Next.js writes them into
 * the build.
 */
export async function hashBuildInputs(
  projectRoot: string,
  variables: NodeJS.ProcessEnv,
  moreInputs: readonly string[] = [],
): Promise<string> {
  const hash = createHash("sha256");
  for (const input of [...BUILD_INPUTS, ...moreInputs]) await addToHash(hash, projectRoot, input);
  for (const name of Object.keys(variables).sort()) {
    if (name.startsWith("NEXT_PUBLIC_")) hash.update(`${name}=${variables[name] ?? ""}\0`);
  }
  return hash.digest("hex");
}

async function addToHash(
  hash: ReturnType<typeof createHash>,
  projectRoot: string,
  path: string,
): Promise<void> {
  const absolute = join(projectRoot, path);
  try {
    const entries = await readdir(absolute, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) await addToHash(hash, projectRoot, `${path}/${entry.name}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return;
    if (code !== "ENOTDIR") throw error;
    hash
      .update(`${path}\0`)
      .update(await readFile(absolute))
      .update("\0");
  }
}

/**
 * Builds the app unless the last build is of the same sources. Copies of `npm start` in the same
 * checkout wait for each other and build once.
 * @throws {StartError} where the build fails, after showing its output.
 */
export async function ensureBuild(
  projectRoot: string,
  env: NodeJS.ProcessEnv,
  onChild: (child: Child) => void,
): Promise<void> {
  const stampPath = stampOf(projectRoot);
  const isFresh = async () =>
    (await readStamp(stampPath)) === (await hashBuildInputs(projectRoot, env));
  if (await isFresh()) return;
  const cache = join(projectRoot, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const lockPath = join(cache, "opspulse-build.lock");
  let lock = await lockFile(lockPath, 0);
  if (lock === null) {
    say("another copy is building the app: waiting for it");
    lock = await lockFile(lockPath, LONGEST_BUILD_MS);
  }
  if (lock === null) throw new StartError("Another copy has been building the app for too long.");
  try {
    if (await isFresh()) return;
    await rm(stampPath, { force: true });
    const hash = await hashBuildInputs(projectRoot, env);
    await step("building the app", () => runBuild(projectRoot, env, onChild));
    await writeFile(stampPath, hash);
  } finally {
    lock.release();
  }
}

/** Takes the build that is there as one of the present sources. */
export async function markBuild(projectRoot: string, variables: NodeJS.ProcessEnv): Promise<void> {
  await writeFile(stampOf(projectRoot), await hashBuildInputs(projectRoot, variables));
}

const stampOf = (projectRoot: string) => join(projectRoot, ".next", "opspulse-build");

async function readStamp(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

async function runBuild(
  projectRoot: string,
  env: NodeJS.ProcessEnv,
  onChild: (child: Child) => void,
): Promise<void> {
  const child = startChild("The build", nextArguments(projectRoot, ["build"]), {
    cwd: projectRoot,
    env,
    stdio: "pipe",
  });
  onChild(child);
  const [output, errors, { isClean, how }] = await Promise.all([
    child.process.stdout ? text(child.process.stdout) : "",
    child.process.stderr ? text(child.process.stderr) : "",
    child.ended,
  ]);
  if (isClean) return;
  process.stderr.write(output + errors);
  throw new StartError(`The build of the app ${how}: see its output above.`);
}

/** The command line of Next.js, in a process that ends with the one that starts it. */
export function nextArguments(projectRoot: string, args: readonly string[]): string[] {
  return [
    ...endWithParent({ root: projectRoot, isPackage: false }),
    join(projectRoot, "node_modules", "next", "dist", "bin", "next"),
    ...args,
  ];
}
