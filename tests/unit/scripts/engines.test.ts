import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { isNodeTooOld } from "@/lib/domain/instance/node-version";
import packageLock from "@/package-lock.json";
import packageJson from "@/package.json";

const root = process.cwd();
const oldest = packageJson.engines.node.replace(">=", "");

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        /** Of some machine: npm leaves it out where it doesn't fit. */
        optional: z.boolean().optional(),
        engines: z.union([z.record(z.string(), z.string()), z.array(z.string())]).optional(),
      }),
    ),
  })
  .parse(packageLock);

/** Whether a range of npm admits a version, where its parts are `>=1.2`, `^1.2` or `1`. */
function admits(range: string, version: string): boolean {
  return range.split("||").some((part) => {
    const least = part.replaceAll(/[^\d.]/g, "");
    if (part.includes("*") || least === "") return true;
    if (isNodeTooOld(version, least)) return false;
    return part.includes(">=") || version.split(".")[0] === least.split(".")[0];
  });
}

test(`every package that the app ships with runs on Node.js ${oldest}, and not all on the major before`, () => {
  const ranges = Object.entries(packages).flatMap(
    ([name, { dev, devOptional, optional, engines }]) =>
      name === "" ||
      dev === true ||
      devOptional === true ||
      optional === true ||
      engines === undefined ||
      Array.isArray(engines)
        ? []
        : [{ name, range: engines.node ?? "*" }],
  );
  expect(ranges.length).toBeGreaterThan(50);
  expect(ranges.filter(({ range }) => !admits(range, oldest))).toEqual([]);
  const older = `${Number.parseInt(oldest) - 1}.99.0`;
  expect(ranges.filter(({ range }) => !admits(range, older))).not.toEqual([]);
});

/** Runs a module as a Node.js of that version would. */
const runOn = (version: string, code: string, ...flags: string[]) =>
  spawnSync(
    process.execPath,
    [
      ...flags,
      "--input-type=module",
      "--eval",
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } }); ${code}`,
    ],
    { cwd: root, encoding: "utf8", env: { PATH: process.env.PATH, NODE_ENV: "test" } },
  );

const bootstrap = `
  const { bootstrap } = await import("./scripts/bootstrap.mjs");
  await bootstrap("print-row-checks.ts", []);`;

test.each(["20.9.0", "22.10.0"])(
  "npm start begins on Node.js %s, and goes on with its own",
  (version) => {
    const { status, stdout } = runOn(version, bootstrap);
    expect(status).toBe(0);
    expect(stdout).toContain("create or replace function");
  },
);

test("npm start says what it needs on a Node.js that is too old to begin", () => {
  const { status, stderr } = runOn("20.8.1", bootstrap);
  expect(status).toBe(1);
  expect(stderr).toContain("this needs Node.js 20.9 or later, and here is 20.8.1.");
});

test("the app ends at once on a Node.js that npm start would replace", () => {
  const code = `
    const { requireNode } = await import("./lib/require-node.ts");
    requireNode();
    console.log("serves");`;
  const tsx = ["--import", join(root, "node_modules/tsx/dist/esm/index.mjs")];
  const refused = runOn("22.10.0", code, ...tsx);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(
    `the app needs Node.js ${oldest} or newer, and this is 22.10.0.`,
  );
  expect(runOn(oldest, code, ...tsx).stdout).toContain("serves");
});
