import { describe, expect, it } from "vitest";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { FailureLog, msToNextTick } from "@/scripts/start/clock";

describe("the next tick", () => {
  const minute = Date.UTC(2025, 0, 31, 23, 59);

  it.each([
    ["just before its moment", minute + 49, 1],
    ["at its moment, which is the last tick's", minute + 50, MINUTE_MS],
    ["just after its moment", minute + 51, 59_999],
    ["at the full minute", minute, 50],
    ["at half past the minute", minute + 30_000, 30_050],
    ["at the end of the minute", minute + 59_999, 51],
  ])("is due just after the full minute: %s", (_, nowMs, expected) => {
    expect(msToNextTick(nowMs)).toBe(expected);
  });

  it("does not drift, however late each one wakes up", () => {
    let nowMs = minute + 50;
    for (const lateMs of [0, 900, 17, 59_000, 3]) {
      const dueMs = nowMs + msToNextTick(nowMs);
      expect(dueMs % MINUTE_MS).toBe(50);
      nowMs = dueMs + lateMs;
    }
  });
});

describe("failures of ticks", () => {
  it("are said once while they repeat, and summed up when they end", () => {
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
});
