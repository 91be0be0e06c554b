import { expect, test } from "vitest";
import { bytesToTrim } from "@/lib/domain/history/history-limit";

test.each([
  ["an empty history", 0, 0],
  ["one below its start", 649, 0],
  ["one at its start", 650, 100],
  ["one beyond its bound", 2_000, 1_450],
])("%s of a bound of 1,000 bytes gives up what it must", (_, used, expected) => {
  expect(bytesToTrim(used, 1_000)).toBe(expected);
});
