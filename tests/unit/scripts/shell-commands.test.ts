import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ShellCommands } from "@/scripts/test/shell-commands";
import { isAlive } from "@/tests/support/is-alive";
import { waitFor } from "@/tests/support/wait-for";

let directory: string;
let commands: ShellCommands;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "opspulse-commands-"));
  commands = new ShellCommands(directory);
});

afterEach(async () => {
  await commands.end();
  await rm(directory, { recursive: true });
});

const isThere = (name: string) => () => existsSync(join(directory, name));

describe("the commands of a test run", () => {
  it.each([
    ["echo fine", { hasSucceeded: true, output: "fine\n" }],
    ["echo bad >&2; exit 3", { hasSucceeded: false, output: "bad\n" }],
    ["kill -9 $$", { hasSucceeded: false, output: "" }],
    ['echo "$GIVEN"', { hasSucceeded: true, output: "variable\n" }],
  ])("%s: says whether it succeeded, and gives what it wrote", async (command, outcome) => {
    const options = { variables: { GIVEN: "variable" }, isOutputKept: true };
    expect(await commands.run(command, options)).toEqual(outcome);
  });

  it("write each to its own output, also where they run side by side", async () => {
    const meet = (mine: string, other: string) =>
      commands.run(
        `echo ${mine}; touch ${mine}; until [ -e ${other} ]; do sleep 0.01; done; echo ${mine}`,
        { isOutputKept: true },
      );
    const outcomes = await Promise.all([meet("one", "other"), meet("other", "one")]);
    expect(outcomes.map(({ output }) => output)).toEqual(["one\none\n", "other\nother\n"]);
  });

  it("all end together, with what they have started, also what does not listen", async () => {
    const lasting = (name: string, child: string) =>
      commands.run(`${child} & echo $!; touch ${name}; wait`, { isOutputKept: true });
    const running = [
      lasting("plain", "sleep 600"),
      lasting("deaf", "(trap '' TERM; exec sleep 600)"),
    ];
    await waitFor("both commands", () => isThere("plain")() && isThere("deaf")());
    await commands.end();
    for (const { hasSucceeded, output } of await Promise.all(running)) {
      expect(hasSucceeded).toBe(false);
      expect(Number(output)).toBeGreaterThan(0);
      await waitFor("the end of what it started", () => !isAlive(Number(output)));
    }
  });
});
