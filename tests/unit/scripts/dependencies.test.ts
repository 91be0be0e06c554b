import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import packageLock from "@/package-lock.json";
import packageJson from "@/package.json";

const page = readFileSync("docs/dependencies.md", "utf8");

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        optional: z.boolean().optional(),
      }),
    ),
  })
  .parse(packageLock);

/** The rows of the table under a heading, as package and the cell in that column. */
function table(heading: string, column: number): [string, string][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return Array.from(section.matchAll(/^\| `([^`]+)`(.*)\|$/gm), ([, name = "", cells = ""]) => [
    name,
    cells.split("|")[column]?.trim() ?? "",
  ]);
}

const licencesOf = (names: Record<string, string>) =>
  Object.keys(names)
    .toSorted()
    .map((name) => [name, packages[`node_modules/${name}`]?.license]);

test("the page about dependencies lists those of package.json, with their licences", () => {
  expect(table("Of the app", 3)).toEqual(licencesOf(packageJson.dependencies));
  expect(table("Of development", 2)).toEqual(licencesOf(packageJson.devDependencies));
});

/** Of what may be used, changed and sold with its notice kept, or without. */
const PERMISSIVE =
  /^(?:MIT|MIT-0|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Unlicense|CC0-1\.0)$/;

const isPermissive = (licence: string): boolean => {
  const text = licence.replaceAll(/[()]/g, "");
  if (text.includes(" OR ")) return text.split(" OR ").some((part) => PERMISSIVE.test(part));
  return text.split(/ AND | and /).every((part) => PERMISSIVE.test(part));
};

test("every package that the app ships with has a permissive licence, or is named with the reason", () => {
  const others = Object.entries(packages).flatMap(([path, { license, dev, devOptional }]) =>
    path === "" || dev === true || devOptional === true || isPermissive(license ?? "none")
      ? []
      : [path.replace(/^.*node_modules\//, "").replace(/^(@img\/sharp|lightningcss)-.*/, "$1-*")],
  );
  const section = page.split("\n## Licences\n")[1] ?? "";
  const named = Array.from(section.matchAll(/^- `([^`]+)`/gm), ([, name]) => name);
  expect([...new Set(others)].toSorted()).toEqual(named.toSorted());
});

test("npm run sbom lists every package that the app ships with, and none of development", async () => {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "sbom"], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const { components } = z
    .object({ components: z.array(z.object({ "bom-ref": z.string() })) })
    .parse(JSON.parse(stdout));
  const listed = new Set(components.map((component) => component["bom-ref"]));
  const shipped = Object.entries(packages).flatMap(
    ([path, { version, dev, devOptional, ...entry }]) =>
      path === "" || dev === true || devOptional === true
        ? []
        : [{ name: `${path.replace(/^.*node_modules\//, "")}@${version ?? ""}`, ...entry }],
  );
  const missing = shipped.filter(({ name, optional }) => optional !== true && !listed.has(name));
  expect(missing).toEqual([]);
  expect([...listed].filter((name) => !shipped.some((entry) => entry.name === name))).toEqual([]);
});
