import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearestOf } from "@/cli/arguments/nearest";
import { readArguments } from "@/cli/arguments/read-arguments";
import { commands } from "@/cli/commands";
import { readRoutineInput, routineOptions } from "@/cli/commands/routine-input";
import { UsageError } from "@/cli/errors";
import { exitCodeMeanings, exitCodes } from "@/cli/exit-codes";
import type { Terminal } from "@/cli/terminal/terminal";

const read = (...words: string[]) => readArguments(commands, words);

describe("a command line", () => {
  it("names a command by one word or two, with options before, between and after", () => {
    const { command, args, options, common } = read(
      "--json",
      "--profile",
      "ci",
      "routines",
      "update",
      "Backup",
      "--every",
      "5",
      "--tag=a",
      "--tag",
      "b",
    );
    expect(command?.name).toBe("routines update");
    expect(args).toEqual(["Backup"]);
    expect(options).toMatchObject({ every: "5", tag: ["a", "b"], "dry-run": false });
    expect(common).toEqual({ json: true, profile: "ci", server: undefined });
    expect(read("routines").command?.name).toBe("routines");
  });

  it("takes what follows -- as arguments", () => {
    expect(read("run", "--", "--wait").args).toEqual(["--wait"]);
  });

  it("without a command asks for help, as does --help anywhere", () => {
    expect(read()).toMatchObject({ command: null, wantsHelp: true });
    expect(read("run", "-h")).toMatchObject({ command: { name: "run" }, wantsHelp: true });
  });

  it.each([
    [["rns"], "Did you mean runs?"],
    [["routines", "list"], "get, create"],
    [["run"], "ROUTINE"],
    [["run", "a", "b"], "one word too many"],
    [["run", "a", "--wiat"], "Did you mean --wait?"],
    [["run", "a", "--wait=1"], "does not take an argument"],
    [["runs", "--limit"], "--limit"],
    [["export", "--format", "toml"], "yaml, json"],
  ])("%j is refused with what to write", (words, hint) => {
    expect(() => read(...words)).toThrow(UsageError);
    expect(() => read(...words)).toThrow(hint);
  });

  it("suggests only what is near", () => {
    expect(nearestOf("routine", ["routines", "runs"])).toBe("routines");
    expect(nearestOf("xyz", ["routines", "runs"])).toBeNull();
  });
});

describe("the settings of a routine", () => {
  const terminal = { now: () => new Date("2026-11-27T12:00:00Z") } as Terminal;
  const settings = (...words: string[]) => {
    const { options } = read("routines", "update", "x", ...words);
    return readRoutineInput(options as Parameters<typeof readRoutineInput>[0], terminal);
  };

  it("are given by options, and any other field by --set, as JSON or text", async () => {
    const fields = await settings(
      ...["--name", "Backup", "--every", "5", "--method", "post", "--header", "X-Team: a: b"],
      ...["--set", "timeout_seconds=5", "--set", "secret_ref=TOKEN", "--set", "body=null"],
    );
    expect(fields).toEqual({
      name: "Backup",
      interval_minutes: 5,
      http_method: "POST",
      headers_json: { "X-Team": "a: b" },
      timeout_seconds: 5,
      secret_ref: "TOKEN",
      body: null,
    });
  });

  it("keep all figures of a number", async () => {
    const { success_rules } = await settings("--set", "success_rules=[9007199254740993]");
    expect(JSON.stringify(success_rules)).toContain("9007199254740993");
  });

  it.each([
    ["--every", "often"],
    ["--header", "novalue"],
    ["--set", "=1"],
    ["--file", "/nowhere.json"],
  ])("%s %s is refused", async (...words) => {
    await expect(settings(...words)).rejects.toThrow(UsageError);
  });

  it("are all options that a routine has a word for", () => {
    expect(Object.keys(routineOptions)).toContain("cron");
  });
});

describe("the commands", () => {
  it("have names of their own, and arguments that can be told apart", () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, args } of commands) {
      const optional = args.findIndex(({ isOptional }) => isOptional === true);
      expect(optional === -1 || optional === args.length - 1, name).toBe(true);
    }
  });

  it("end with codes that differ, each with its meaning", () => {
    const codes = Object.values(exitCodes);
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.keys(exitCodeMeanings)).toEqual(Object.keys(exitCodes));
  });

  it("call endpoints that exist", async () => {
    const root = join(import.meta.dirname, "../../..");
    const source = await readFile(join(root, "cli/api/endpoints.ts"), "utf8");
    const paths = [...source.matchAll(/["`](\/(?:api\/[\w/-]+\w|cli\.mjs))["`]/g)].map(
      ([, path = ""]) => path,
    );
    expect(paths.length).toBeGreaterThan(8);
    const missing = paths.filter((path) => !existsSync(join(root, "app", path, "route.ts")));
    expect(missing).toEqual([]);
  });
});
