import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMigrationNames } from "@/db/migrations/migration-files";
import {
  readFunctions,
  serveFunction,
  sizeOf,
  unpack,
  type OutputFunction,
  type ServedFunction,
} from "@/tests/proofs/support/vercel-output";
import { cronsOf, findCronProblems, findFunctionProblems } from "@/tests/support/hobby-plan";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const run = promisify(execFile);
const VERCEL = "vercel@58.10.0";
const BUILD_WITHIN_MS = 20 * 60_000;
const ANSWER_WITHIN_MS = 30_000;

const projectRoot = join(import.meta.dirname, "../..");
const cronSecret = "c".repeat(32);

let directory: string;
let checkout: string;
let database: TestDatabase;
let variables: Record<string, string>;
let functions: OutputFunction[];
let buildOutput: string;

/** The files of the repository as they are now, and the installed packages. */
async function copyCheckout(): Promise<void> {
  const list = "git ls-files -z --cached --others --exclude-standard";
  const copy = `${list} | tar --create --null --files-from=- | tar --extract --directory "$1"`;
  await run("sh", ["-c", copy, "sh", checkout], { cwd: projectRoot });
  // Links are made at once, and a copy works on every file system.
  const packages = [join(projectRoot, "node_modules"), join(checkout, "node_modules")];
  await run("cp", ["-al", ...packages]).catch(() => run("cp", ["-a", ...packages]));
}

/** What `vercel pull` would write for a project: its ids are made up, as no account is asked. */
async function linkProject(): Promise<void> {
  const settings = { framework: "nextjs", nodeVersion: "24.x", installCommand: "true" };
  const project = {
    projectId: "prj_local",
    orgId: "team_local",
    projectName: "opspulse",
    settings,
  };
  await mkdir(join(checkout, ".vercel"));
  await writeFile(join(checkout, ".vercel/project.json"), JSON.stringify(project));
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(checkout, ".vercel/.env.production.local"), lines.join(""));
}

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  directory = await mkdtemp(join(tmpdir(), "opspulse-vercel-"));
  checkout = join(directory, "checkout");
  await mkdir(checkout);
  variables = {
    VERCEL: "1",
    VERCEL_ENV: "production",
    VERCEL_PROJECT_PRODUCTION_URL: "ops.example.com",
    DATABASE_URL: database.url,
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    CRON_SECRET: cronSecret,
  };
  await copyCheckout();
  await linkProject();
  // npx fetches the program, so it may dial beyond loopback.
  const { PATH, HOME, npm_config_registry } = process.env;
  const env = {
    PATH,
    HOME,
    npm_config_registry,
    NODE_ENV: undefined,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const { stdout, stderr } = await run("npx", ["--yes", VERCEL, "build", "--prod", "--yes"], {
    cwd: checkout,
    env: { ...env, VERCEL_TELEMETRY_DISABLED: "1" } as unknown as NodeJS.ProcessEnv,
    maxBuffer: 64 * 1024 * 1024,
    timeout: BUILD_WITHIN_MS,
  });
  buildOutput = stdout + stderr;
  functions = await readFunctions(checkout);
}, BUILD_WITHIN_MS);

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

const functionOf = (name: string): OutputFunction => {
  const found = functions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The build has no function for ${name}.`);
  return found;
};

/** Unpacks the function of a path away from the checkout, and asks it. */
async function withFunction(
  name: string,
  given: Record<string, string>,
  work: (served: ServedFunction) => Promise<void>,
): Promise<void> {
  const place = await mkdtemp(join(directory, "function-"));
  await unpack(functionOf(name), place);
  const served = await serveFunction(place, given);
  try {
    await work(served);
  } finally {
    await served.stop();
  }
}

const ask = (served: ServedFunction, path: string, headers: Record<string, string> = {}) =>
  fetch(served.url + path, {
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });

describe("a build of this repository for Vercel", () => {
  test("fits the Hobby plan: its cron jobs, and the size and duration of each function", async () => {
    const text = await readFile(join(checkout, ".vercel/output/config.json"), "utf8");
    const { crons } = cronsOf.parse(JSON.parse(text));
    expect(crons.map(({ path }) => path)).toEqual(["/api/cron/tick"]);
    expect(findCronProblems(crons)).toEqual([]);
    const built = await Promise.all(
      functions.map(async (each) => ({ ...each, bytes: await sizeOf(each) })),
    );
    expect(findFunctionProblems(built)).toEqual([]);
    const largest = Math.max(...built.map(({ bytes }) => bytes));
    console.log(`${built.length} paths, the largest function has ${Math.round(largest / 1e6)} MB`);
  });

  test("has a function for pages, the API and the proxy, and gives a tick its time", () => {
    for (const name of [
      "index",
      "sign-in",
      "routines",
      "settings",
      "api/routines",
      "_middleware",
    ]) {
      expect(functionOf(name).runtime).toMatch(/^nodejs(22|24)\.x$/);
    }
    expect(functionOf("api/cron/tick").maxDuration).toBe(120);
  });

  test("brought the database up to date before", async () => {
    const rows = await database.db.execute(sql`select from drizzle.__drizzle_migrations`);
    expect(rows).toHaveLength(readMigrationNames().size);
    expect(buildOutput).toContain("APP_URL is taken from VERCEL_PROJECT_PRODUCTION_URL");
  });
});

describe("the functions of that build, with no other file than their own", () => {
  test("report their health, and run a tick on PostgreSQL", async () => {
    await withFunction("api/health", variables, async (served) => {
      const response = await ask(served, "/api/health");
      expect(await response.json()).toMatchObject({
        status: "ok",
        problems: [],
        database: { status: "ok" },
        schema: { status: "ok" },
      });
    });
    await withFunction("api/cron/tick", variables, async (served) => {
      expect((await ask(served, "/api/cron/tick")).status).toBe(401);
      const authorization = `Bearer ${cronSecret}`;
      const response = await ask(served, "/api/cron/tick", { authorization });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ stopped_by: "drained" });
      expect(served.output()).toContain("APP_URL is taken from VERCEL_PROJECT_PRODUCTION_URL");
    });
  });

  test("show pages, in both languages", async () => {
    await withFunction("sign-in", variables, async (served) => {
      for (const language of ["en", "pt-BR"]) {
        const response = await ask(served, "/sign-in", {
          accept: "text/html",
          "accept-language": language,
        });
        expect(response.status).toBe(200);
        expect(await response.text()).toContain(`lang="${language}"`);
      }
    });
  });

  test("say which variables are missing, instead of a bare 500", async () => {
    await withFunction("api/cron/tick", { VERCEL: "1" }, async (served) => {
      const response = await ask(served, "/api/cron/tick");
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        code: "NOT_CONFIGURED",
        detail: expect.stringContaining("CRON_SECRET") as string,
      });
    });
  });

  test("show every visitor that page", async () => {
    const place = await mkdtemp(join(directory, "middleware-"));
    await unpack(functionOf("_middleware"), place);
    const script = `
      const serve = require(process.argv[1]);
      const request = new Request("https://ops.example.com/routines", { headers: { accept: "text/html" } });
      Promise.resolve(serve(request)).then(async (response) => {
        console.log(JSON.stringify({ status: response.status, body: await response.text() }));
        process.exit(0);
      });`;
    const { PATH = "" } = process.env;
    const { stdout } = await run(
      process.execPath,
      ["-e", script, join(place, "___next_launcher.cjs")],
      { cwd: place, env: { NODE_ENV: "production", PATH, VERCEL: "1" } },
    );
    const line = stdout.split("\n").find((each) => each.startsWith(`{"status"`)) ?? "{}";
    const { status, body } = JSON.parse(line) as { status: number; body: string };
    expect(status).toBe(503);
    for (const name of ["APP_URL", "CRON_SECRET", "DATABASE_URL", "SUPABASE_URL"]) {
      expect(body).toContain(`<code>${name}</code>`);
    }
  });
});
