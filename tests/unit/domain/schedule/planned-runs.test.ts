import { describe, expect, test } from "vitest";
import { plannedRunsPerDay } from "@/lib/domain/schedule/planned-runs";

describe("the runs that a schedule plans on a day", () => {
  test.each([
    [1, 1_440],
    [5, 288],
    [1_440, 1],
    [2_880, 0.5],
  ])("are those of an interval of %d minutes", (intervalMinutes, runs) => {
    expect(plannedRunsPerDay({ kind: "interval", intervalMinutes })).toBe(runs);
  });

  test.each([
    ["* * * * *", 1_440],
    ["*/5 9-17 * * 1-5", 108],
    ["0,30 0 1 1 *", 2],
    ["not a schedule", 0],
    ["0 0 30 2 *", 0],
  ])("are those of a day on which %s fires", (expression, runs) => {
    expect(plannedRunsPerDay({ kind: "cron", expression })).toBe(runs);
  });
});
