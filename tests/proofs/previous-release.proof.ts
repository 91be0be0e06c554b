import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { previousRelease } from "@/db/migrations/releases";
import { createTestDatabase } from "@/tests/support/test-database";

const run = promisify(execFile);
const root = process.cwd();
const { version, commit } = previousRelease;

/**
 * The release before this one runs beside it while instances are replaced, and again when an upgrade is
 * taken back. So its own tests run on a database that this code has migrated.
 */
const SUITES = ["auth", "db", "scheduler", "services"].map((room) => `tests/integration/${room}`);

/** Tests whose subject is the list of what the schema has. It has more than they list. */
const LISTS: ReadonlySet<string> = new Set([
  "every constraint and unique index has a case above",
  "no column may be empty but those that say so",
  "are those that the migrations give, where Supabase gives everything on new objects",
  "are the same where nothing is given on new objects",
  "every table has its expectations below",
  "the schema says nothing that the migrations do not",
  "every verb on every table and view is refused to every role of the Data API",
]);

/** A test that compares the class of an error, of which the code that migrates here has another. */
const CLASSES: ReadonlySet<string> = new Set([
  "a user who may not make roles is given what an administrator has to run",
]);

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

let directory: string;
let code: string;

/** The processes of the other release get nothing of this test runner. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|OPSPULSE_|NODE_OPTIONS|NODE_ENV|TEST|LOG_LEVEL)/.test(name),
  );
  const bin = join(code, "node_modules", ".bin");
  return {
    ...Object.fromEntries(own),
    PATH: bin + delimiter + (process.env.PATH ?? ""),
    NODE_ENV: "test",
  };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "opspulse-release-"));
  code = join(directory, `v${version}`);
  await run("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: root }).catch(
    (error: unknown) => {
      throw new Error(
        `The release before this one, ${version} (${commit}), isn't in this clone. Fetch its whole history, with git fetch --unshallow, and try again.`,
        { cause: error },
      );
    },
  );
  const archive = join(directory, "release.tar");
  await run("git", ["archive", "--format=tar", `--output=${archive}`, commit], { cwd: root });
  await mkdir(code);
  await run("tar", ["-xf", archive, "-C", code]);
  await run("npm", ["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: code,
    env: environment(),
    timeout: 5 * 60_000,
  });
  // What it starts with, for the way back.
  await mkdir(join(code, "own", "db"), { recursive: true });
  await rename(join(code, "drizzle"), join(code, "own", "drizzle"));
  await rename(join(code, "db", "migrate.ts"), join(code, "own", "db", "migrate.ts"));
  // Its database is made by the migrations of this code, and by what applies them here.
  await cp(join(root, "drizzle"), join(code, "drizzle"), { recursive: true });
  await build({
    stdin: {
      contents: `export { migrateDatabase } from "@/db/migrate";
        export { readMigrationNames } from "@/db/migrations/migration-files";`,
      resolveDir: root,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
    outfile: join(code, "db", "migrations", "of-the-next-release.mjs"),
    logLevel: "error",
  });
  await writeFile(
    join(code, "db", "migrate.ts"),
    `export * from "./migrations/of-the-next-release.mjs";\n`,
  );
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

test(`the tests of ${version} pass on the schema of this code`, async () => {
  const file = join(directory, "report.json");
  await run(
    "vitest",
    ["run", "--project", "integration", "--reporter=json", `--outputFile=${file}`, ...SUITES],
    {
      cwd: code,
      env: { ...environment(), OPSPULSE_TEST_DATABASE: "postgres" },
      maxBuffer: 256 * 1024 * 1024,
    },
    // What failed is in the report.
  ).catch(() => null);
  const { testResults } = report.parse(JSON.parse(await readFile(file, "utf8")));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ofStatus = (wanted: string) => tests.filter(({ status }) => status === wanted);
  const passed = ofStatus("passed").length;
  console.log(`${passed} tests of ${version} passed in ${testResults.length} files.`);
  const failed = ofStatus("failed").map(({ title, failureMessages }) => ({
    title,
    why: failureMessages[0]?.split("\n", 1)[0],
  }));
  const unexpected = failed.filter(({ title }) => !LISTS.has(title) && !CLASSES.has(title));
  expect(unexpected).toEqual([]);
  const empty = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
  expect(empty.map(({ name, message }) => ({ name, message }))).toEqual([]);
  expect(passed).toBeGreaterThan(500);
});

test(`${version} starts again on the schema of this code, and finds nothing to migrate`, async () => {
  const database = await createTestDatabase();
  const start = `
    import { openDatabase } from "@/db/client";
    import { migrateDatabase } from "@/own/db/migrate";
    const { db, close } = openDatabase(process.argv[2]);
    console.log("migrations applied:", await migrateDatabase(db));
    await close();`;
  try {
    await writeFile(join(code, "start.ts"), start);
    const { stdout } = await run("tsx", ["start.ts", database.url], {
      cwd: code,
      env: environment(),
    });
    expect(stdout).toContain("migrations applied: 0");
  } finally {
    await database.close();
  }
});
