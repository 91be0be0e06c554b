import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuild } from "@/scripts/start/build";
import { findFreePort } from "@/scripts/start/ports";
import { neutral, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { waitFor } from "@/tests/support/wait-for";

const projectRoot = join(import.meta.dirname, "../../..");
const required = [
  "APP_URL",
  "CRON_SECRET",
  "DATABASE_URL",
  "SUPABASE_PUBLISHABLE_KEY",
  "SUPABASE_URL",
];

describe("a deployment on Vercel without variables", () => {
  let child: ChildProcess;
  let url: string;
  let output = "";

  beforeAll(async () => {
    const env = { ...process.env, ...neutral, NODE_ENV: "production" as const };
    await ensureBuild(projectRoot, env, () => undefined);
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(
      process.execPath,
      [join(projectRoot, "node_modules/next/dist/bin/next"), "start", "-H", "127.0.0.1"],
      {
        cwd: projectRoot,
        env: { ...env, PORT: String(port), VERCEL: "1", VERCEL_ENV: "production" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    await waitFor("the first response", () => {
      if (child.exitCode !== null) throw new Error(`It ended:\n${output}`);
      return fetch(url).then(
        () => true,
        () => false,
      );
    });
  }, START_WITHIN_MS);

  afterAll(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });

  test.each(["/", "/sign-in", "/routines", "/nowhere"])(
    "shows one page at %s that names them",
    async (path) => {
      const response = await fetch(url + path, { headers: { accept: "text/html" } });
      const page = await response.text();
      expect(response.status).toBe(503);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(page.match(/(?<=<code>)\w+/g)?.sort()).toEqual(required);
      expect(page).toContain("Environment Variables");
    },
  );

  test.each(["/api/health", "/api/health/live", "/api/cron/tick", "/api/routines", "/robots.txt"])(
    "gives programs a problem at %s that names them",
    async (path) => {
      const response = await fetch(url + path);
      const problem = (await response.json()) as { code: string; detail: string };
      expect(response.status).toBe(503);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(problem.code).toBe("NOT_CONFIGURED");
      for (const name of required) expect(problem.detail).toContain(name);
    },
  );

  test("says in its log what is wrong with each of them", () => {
    for (const name of required) expect(output).toContain(`opspulse: ${name} is required`);
  });
});
