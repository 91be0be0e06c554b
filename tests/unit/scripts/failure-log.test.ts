import { expect, it } from "vitest";
import { FailureLog } from "@/scripts/start/failure-log";

it("failures of ticks are said once while they repeat, and summed up when they end", () => {
  const lines: string[] = [];
  const failures = new FailureLog((line) => lines.push(line));
  failures.clear();
  failures.add("the app responded with 503");
  failures.add("the app responded with 503");
  failures.add("the app responded with 500");
  failures.clear();
  failures.clear();
  expect(lines).toEqual([
    "a tick failed: the app responded with 503",
    "a tick failed: the app responded with 500",
    "the clock ticks again, after 3 failed ticks",
  ]);
});
