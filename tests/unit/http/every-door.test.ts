import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The clock must come through however many others call; wrong secrets are counted all the same. */
const UNCOUNTED = ["app/api/cron/tick/route.ts"];

test("every door of the API is counted", () => {
  const uncounted = globSync("app/api/**/route.ts").filter(
    (file) =>
      !/\b(?:handleServiceRoute|handlePublicRoute|countRead)\b/.test(readFileSync(file, "utf8")),
  );
  expect(uncounted).toEqual(UNCOUNTED);
});
