import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePrograms } from "@/scripts/package/bundle-programs";
import { neutral } from "@/tests/integration/start/launch";
import { createTestDatabase } from "@/tests/support/test-database";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "opspulse-package-"));
  await bundlePrograms(root, join(folder, "opspulse"));
  await cp(join(root, "scripts/opspulse.mjs"), join(folder, "opspulse/opspulse.mjs"));
  await symlink(join(root, "drizzle"), join(folder, "opspulse/drizzle"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command of the package from a folder with no packages above it. */
const command = (args: string[], variables: Record<string, string> = {}) =>
  run(process.execPath, [join(folder, "opspulse/opspulse.mjs"), ...args], {
    cwd: folder,
    env: { ...process.env, ...neutral, OPSPULSE_DIR: "", ...variables },
  });

describe("the program of a package", () => {
  it("lists its commands where it is given none that it knows, and ends with 64", async () => {
    for (const args of [[], ["start"]]) {
      await expect(command(args)).rejects.toMatchObject({
        code: 64,
        stderr: expect.stringMatching(/serve: [^]*migrate: [^]*doctor: [^]*reseal: /) as unknown,
      });
    }
  });

  it("names a variable that can't be right, and ends with 78, so that nothing starts it again", async () => {
    await expect(command(["serve"], { PORT: "none" })).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringContaining("PORT must be a whole number") as unknown,
    });
  });

  it("reads the .env of the folder that it runs in, and no other", async () => {
    await writeFile(join(folder, ".env"), "TICK_BUDGET_SECONDS=never\n");
    const ended = expect(command(["serve"])).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringContaining("TICK_BUDGET_SECONDS") as unknown,
    });
    await ended.finally(() => rm(join(folder, ".env")));
  });

  it("has every migration with it", async () => {
    const database = await createTestDatabase("auth_only");
    try {
      const given = { DATABASE_URL: database.url };
      expect((await command(["migrate"], given)).stdout).toMatch(/migrations applied: \d\d/);
      expect((await command(["migrate"], given)).stdout).toContain("is up to date");
    } finally {
      await database.close();
    }
  });
});

describe("npm start", () => {
  it("runs the package where the development packages are left out, and installs nothing", async () => {
    const checkout = join(folder, "checkout");
    await mkdir(join(checkout, "node_modules"), { recursive: true });
    await mkdir(join(checkout, "dist/opspulse"), { recursive: true });
    for (const file of ["start.mjs", "bootstrap.mjs"]) {
      await cp(join(root, "scripts", file), join(checkout, "scripts", file));
    }
    const packages = { "": {}, "node_modules/next": { version: "1.0.0" } };
    const all = { ...packages, "node_modules/tsx": { version: "1.0.0", dev: true } };
    await writeFile(join(checkout, "package-lock.json"), JSON.stringify({ packages: all }));
    await writeFile(
      join(checkout, "node_modules/.package-lock.json"),
      JSON.stringify({ packages }),
    );
    await writeFile(
      join(checkout, "dist/opspulse/opspulse.mjs"),
      "console.log(...process.argv.slice(2), process.cwd(), process.env.OPSPULSE_CHECKOUT);",
    );
    const { stdout } = await run(process.execPath, [join(checkout, "scripts/start.mjs")], {
      cwd: folder,
    });
    expect(stdout).toBe(`serve ${checkout} ${checkout}\n`);
  });
});
