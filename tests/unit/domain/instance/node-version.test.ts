import { expect, test } from "vitest";
import { isNodeTooOld } from "@/lib/domain/instance/node-version";

test.each([
  ["20.20.2", true],
  ["22.10.0", true],
  ["22.18.9", true],
  ["22.19.0", false],
  ["24.0.0", false],
  ["v24.21.0", false],
])("Node.js %s is too old for the app: %s", (version, isTooOld) => {
  expect(isNodeTooOld(version, ">=22.19.0")).toBe(isTooOld);
});
