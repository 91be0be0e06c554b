import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findFences } from "@/tests/support/docs/fences";
import { listFiles, readText } from "@/tests/support/docs/repository";

const files = listFiles();
const guides = files.filter((file) =>
  /^(?:docs\/.*|README(?:\.pt-BR)?|CONTRIBUTING)\.?md$/.test(file),
);
const texts = new Map(guides.map((file) => [file, readText(file)]));
const fences = [...texts].flatMap(([file, text]) => findFences(file, text));

/** What the texts name by a pattern, with the file that does. */
const named = (pattern: RegExp) =>
  [...texts].flatMap(([file, text]) =>
    [...text.matchAll(pattern)].map(([, name = ""]) => ({ file, name })),
  );

const missing = (
  names: readonly { file: string; name: string }[],
  has: (name: string) => boolean,
) => [
  ...new Set(names.filter(({ name }) => !has(name)).map(({ file, name }) => `${file}: ${name}`)),
];

describe("what the documentation tells people to type", () => {
  it("every block of commands is one that a shell can parse", () => {
    expect(fences.length).toBeGreaterThan(3);
    const bad = fences.flatMap(({ file, line, commands }) => {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: commands, encoding: "utf8" });
      return status === 0 ? [] : [`${file}:${line}: ${stderr}`];
    });
    expect(bad).toEqual([]);
  });

  it("every npm script that is named exists", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readText("package.json")));
    expect(missing(named(/\bnpm run ([a-z][\w:-]*)/g), (name) => name in scripts)).toEqual([]);
  });

  it("every file that a command names by its path exists", () => {
    const paths = fences.flatMap(({ file, commands }) =>
      [
        ...commands.matchAll(
          /(?<![\w/.~$}-])((?:scripts|supabase|deploy|docs|tests)\/[\w./-]+\w)/g,
        ),
      ].map(([, name = ""]) => ({ file, name })),
    );
    const has = (path: string) =>
      files.some((file) => file === path || file.startsWith(`${path}/`));
    expect(missing(paths, has)).toEqual([]);
  });

  it("every address of the API that is named has a route", () => {
    const routes = files
      .filter((file) => /^app\/api\/[^[].*route\.ts$/.test(file))
      .map((file) =>
        file
          .replace(/^app|\/route\.ts$/g, "")
          .replace(/\[\.{3}[^\]]+\]/g, ".+")
          .replace(/\[[^\]]+\]/g, "[^/]+"),
      );
    const has = (path: string) =>
      routes.some((route) => new RegExp(`^${route}$`).test(path)) ||
      // The beginning of several.
      routes.some((route) => route.startsWith(`${path}/`));
    const paths = named(/(?<!app)(\/api\/[\w$\{\}:<>/-]*[\w\}>](?:\.json\b)?)/g).map(
      ({ file, name }) => ({
        file,
        name: name.replace(/\/$/, ""),
      }),
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(missing(paths, has)).toEqual([]);
  });
});

const CAPITALS = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;

describe("names in capitals", () => {
  const code = files.filter(
    (file) =>
      /\.(?:tsx?|mjs|cjs|json|sql|ya?ml|toml|service|timer|sh)$|^\.env\.example$|Dockerfile|Caddyfile/.test(
        file,
      ) && !/^(?:drizzle\/meta|package-lock|tests\/unit\/docs)/.test(file),
  );
  const known = new Set(code.flatMap((file) => readText(file).match(CAPITALS) ?? []));

  it("of variables, codes and states in the documentation are in the code", () => {
    // A recipe for developers gives names to what its reader adds.
    const forReaders = [...texts].filter(([file]) => !file.startsWith("docs/how-to/"));
    const unknown = forReaders.flatMap(([file, text]) => {
      // A page may set a variable of its own shell and use it.
      const own = new Set(
        [...text.matchAll(/^(?:export )?([A-Z_]+)=/gm)]
          .map(([, name]) => name)
          .filter((name) => new RegExp(`\\$\\{?${name}\\b`).test(text)),
      );
      const names = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(
        ([, inline = ""]) => inline.match(CAPITALS) ?? [],
      );
      const inCommands = findFences(file, text).flatMap(
        ({ commands }) => commands.match(CAPITALS) ?? [],
      );
      return [...new Set([...names, ...inCommands])]
        .filter((name) => !known.has(name) && !own.has(name) && !name.startsWith("ROUTINE_SECRET_"))
        .map((name) => `${file}: ${name}`);
    });
    expect(unknown).toEqual([]);
  });

  it("of variables that the app reads are in .env.example, which the page of variables is made from", () => {
    const schema = readText("lib/env.ts");
    const read = [...schema.matchAll(/^ {4}([A-Z][A-Z0-9_]+): (?:[a-z]+\(|z$|z\n|z\.)/gm)].map(
      ([, name = ""]) => name,
    );
    const described = new Set(
      [...readText(".env.example").matchAll(/^#([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name),
    );
    // Set by the platform, or by npm start for what it starts.
    const notForPeople = new Set(["AUTH_EMAILS"]);
    const isOfVercel = (name: string) => name.startsWith("VERCEL");
    expect(read.length).toBeGreaterThan(30);
    expect(
      read.filter((name) => !described.has(name) && !notForPeople.has(name) && !isOfVercel(name)),
    ).toEqual([]);
  });
});
