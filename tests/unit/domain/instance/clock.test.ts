import { describe, expect, test } from "vitest";
import { nameClock, type ClockFacts } from "@/lib/domain/instance/clock";
import { judgeClocks } from "@/lib/domain/instance/judge-clocks";
import { judgeLag } from "@/lib/domain/instance/judge-lag";
import { countLags } from "@/lib/domain/instance/lag-histogram";

test.each([
  ["pg_cron", null, "pg_cron"],
  [" NPM-Start ", "curl/8", "npm-start"],
  [null, "vercel-cron/1.0", "vercel-cron"],
  [null, "pg_net/0.14.0", "pg_net"],
  [null, "curl/8.5.0", "curl"],
  [null, null, "unnamed"],
  ["two words", "curl/8.5.0", "curl"],
  ["x".repeat(41), null, "unnamed"],
  ['evil"} 1\n', null, "unnamed"],
])("the clock of %j and %j is %s", (header, agent, name) => {
  expect(nameClock(header, agent)).toBe(name);
});

const minutely: ClockFacts = {
  name: "pg_cron",
  lastTickSeconds: 12,
  ticks: 1_440,
  meanGapSeconds: 60,
  longestGapSeconds: 61,
};
const daily: ClockFacts = {
  name: "vercel-cron",
  lastTickSeconds: 36_000,
  ticks: 3,
  meanGapSeconds: 86_400,
  longestGapSeconds: 86_500,
};

describe("clocks", () => {
  test.each<[string, ClockFacts[], string, RegExp]>([
    ["none", [], "problem", /no clock has called/],
    ["one each minute", [minutely], "ok", /pg_cron about every 60 s, last 12 s ago/],
    [
      "one that has just begun",
      [{ ...minutely, meanGapSeconds: null, longestGapSeconds: null }],
      "ok",
      /called once/,
    ],
    [
      "a daily one alone",
      [daily],
      "problem",
      /no clock calls each minute.*vercel-cron about every 24 h/,
    ],
    [
      "a daily one that has just called",
      [{ ...daily, lastTickSeconds: 5 }],
      "problem",
      /no clock calls each minute/,
    ],
    ["a daily one beside one each minute", [minutely, daily], "ok", /vercel-cron about every 24 h/],
    ["two each minute", [minutely, { ...minutely, name: "cron" }], "ok", /do no harm/],
    ["one that stopped", [{ ...minutely, lastTickSeconds: 600 }], "problem", /last 10 min ago/],
    [
      "one that missed a call",
      [{ ...minutely, longestGapSeconds: 125 }],
      "warning",
      /without a tick in the last day was 2 min/,
    ],
    [
      "one that missed a call, and one that didn't",
      [
        { ...minutely, longestGapSeconds: 125 },
        { ...minutely, name: "cron" },
      ],
      "ok",
      /do no harm/,
    ],
  ])("%s", (_, clocks, level, found) => {
    const finding = judgeClocks(clocks);
    expect(finding.level).toBe(level);
    expect(finding.found).toMatch(found);
  });
});

test.each([
  [[], "ok"],
  [[200, 900], "ok"],
  [[200, 70_000], "warning"],
  [[200, 2_000_000], "problem"],
])("lags of %j are a %s", (lagsMs, level) => {
  const facts = { lagCounts: countLags(lagsMs), lagMaxMs: Math.max(0, ...lagsMs) };
  expect(judgeLag({ ...facts, maxLagSeconds: 300 }).level).toBe(level);
});
