import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashBuildInputs } from "@/scripts/start/build";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "opspulse-build-"));
  await mkdir(join(root, "app", "api"), { recursive: true });
  await mkdir(join(root, "tests"));
  await writeFile(join(root, "app", "api", "route.ts"), "export {};");
  await writeFile(join(root, "package-lock.json"), "{}");
});

afterEach(() => rm(root, { recursive: true }));

const hash = (variables: Record<string, string> = {}) =>
  hashBuildInputs(root, { NODE_ENV: "production", ...variables });

describe("a build", () => {
  it.each([
    ["a source changes", () => writeFile(join(root, "app/api/route.ts"), "export default 1;")],
    ["a source is added", () => writeFile(join(root, "app/page.tsx"), "")],
    [
      "a source is renamed",
      async () => {
        await rm(join(root, "app/api/route.ts"));
        await writeFile(join(root, "app/api/route.tsx"), "export {};");
      },
    ],
    ["the version changes", () => writeFile(join(root, "package.json"), "{ }")],
    ["a package changes", () => writeFile(join(root, "package-lock.json"), "{ }")],
    ["the configuration appears", () => writeFile(join(root, "next.config.ts"), "")],
  ])("is stale when %s", async (_, change) => {
    const before = await hash();
    await change();
    expect(await hash()).not.toBe(before);
  });

  it.each([
    ["a file is only touched", () => utimes(join(root, "app/api/route.ts"), 0, 0)],
    ["a test changes", () => writeFile(join(root, "tests/new.test.ts"), "")],
  ])("stays fresh when %s", async (_, change) => {
    const before = await hash();
    await change();
    expect(await hash()).toBe(before);
  });

  it("is stale when a variable changes that is written into it, and for no other", async () => {
    const before = await hash({ PORT: "3000" });
    expect(await hash({ PORT: "3001" })).toBe(before);
    expect(await hash({ NEXT_PUBLIC_NAME: "x" })).not.toBe(before);
  });
});
