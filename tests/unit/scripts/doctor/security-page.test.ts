import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");

it("every test that the page on security names is there", () => {
  const page = readFileSync(join(root, "docs/security.md"), "utf8");
  const named = Array.from(
    page.matchAll(/`((?:unit|integration|e2e)\/[\w./-]+\.ts)`/g),
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(root, "tests", path)))).toEqual([]);
});
