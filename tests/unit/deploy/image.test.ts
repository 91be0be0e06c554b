import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDockerfile, readExecForm, type Instruction } from "@/tests/support/dockerfile";

const root = join(import.meta.dirname, "../../..");
const stages = readDockerfile(await readFile(join(root, "Dockerfile"), "utf8"));
const ignored = (await readFile(join(root, ".dockerignore"), "utf8"))
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const last = stages.at(-1)?.instructions ?? [];
const all = stages.flatMap(({ instructions }) => instructions);

const named = (instructions: readonly Instruction[], name: string) =>
  instructions.filter((instruction) => instruction.name === name);

describe("the image", () => {
  it("is made of instructions that need no network but that of npm", () => {
    const known = ["CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "RUN"];
    const names = new Set(all.map(({ name }) => name));
    expect([...names].sort()).toEqual([...known, "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"]);
    expect(all.filter(({ text }) => /\b(?:apt|curl|wget|git)\b/.test(text))).toEqual([]);
  });

  it("starts from the Node.js that the project is pinned to, by a tag that is not latest", async () => {
    const major = (await readFile(join(root, ".nvmrc"), "utf8")).trim().split(".")[0];
    for (const { image } of stages) {
      expect(image).toMatch(new RegExp(`^node:${major}[\\w.]*-[\\w-]+$`));
    }
  });

  it("runs as a user without privileges, from before its program is named", () => {
    const [user] = named(last, "USER");
    expect(user?.text).toBe("node");
    expect(user?.line).toBeLessThan(named(last, "ENTRYPOINT")[0]?.line ?? 0);
    expect(named(last, "RUN").every(({ line }) => line < (user?.line ?? 0))).toBe(true);
  });

  it("gets signals itself, and is asked for its health by Node.js", () => {
    expect(readExecForm(named(last, "ENTRYPOINT")[0] ?? missing("ENTRYPOINT"))[0]).toBe("node");
    expect(readExecForm(named(last, "CMD")[0] ?? missing("CMD"))).toEqual(["serve"]);
    expect(named(last, "STOPSIGNAL")[0]?.text).toBe("SIGTERM");
    const [, command = ""] = /CMD (\[.*\])$/.exec(named(last, "HEALTHCHECK")[0]?.text ?? "") ?? [];
    expect(JSON.parse(command)).toEqual(["node", "/opspulse/ask-health.mjs"]);
  });

  it("holds no secret, and no file that a checkout keeps to itself", () => {
    for (const { text } of [...named(all, "ENV"), ...named(all, "LABEL")]) {
      expect(text).not.toMatch(/SECRET|PASSWORD|TOKEN|_KEY/);
    }
    expect(ignored).toEqual(expect.arrayContaining(["**/.env", "**/.env.*", ".git", "app.env"]));
  });

  it("copies files that are there and that .dockerignore leaves in", () => {
    const stageNames = stages.map(({ name }) => name);
    for (const { text } of named(all, "COPY")) {
      const [, from] = /^--from=(\S+)/.exec(text) ?? [];
      if (from !== undefined) {
        expect(stageNames).toContain(from);
        continue;
      }
      for (const source of text.split(" ").slice(0, -1)) {
        expect(existsSync(join(root, source)), source).toBe(true);
        expect(ignored).not.toContain(source);
      }
    }
  });
});

function missing(name: string): Instruction {
  throw new Error(`The Dockerfile has no ${name}.`);
}
