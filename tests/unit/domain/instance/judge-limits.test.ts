import { describe, expect, it, test } from "vitest";
import { isSupabaseHost } from "@/lib/domain/instance/is-supabase-host";
import { judgePlanLimits, type PlanLimitFacts } from "@/lib/domain/instance/judge-plan-limits";
import { judgeStorage, type StorageFacts } from "@/lib/domain/instance/judge-storage";

const MB = 2 ** 20;

const storage: StorageFacts = {
  isReadOnly: false,
  databaseBytes: 100 * MB,
  history: { fileBytes: 40 * MB, usedBytes: 38 * MB },
  forecastBytes: 200 * MB,
  historyMaxBytes: null,
  isSupabase: true,
  freeDiskBytes: null,
};

describe("room in the database", () => {
  it.each<[string, Partial<StorageFacts>, "ok" | "warning" | "problem", RegExp]>([
    ["room for a month", {}, "ok", /has 200 MB in 30 days/],
    ["a free plan that fills within a month", { forecastBytes: 460 * MB }, "warning", /500 MB/],
    [
      "the same, elsewhere than at Supabase",
      { forecastBytes: 460 * MB, isSupabase: false },
      "ok",
      /460 MB/,
    ],
    [
      "more than the free plan has, so a paid one",
      { databaseBytes: 900 * MB, forecastBytes: 2_000 * MB },
      "ok",
      /2,000 MB/,
    ],
    [
      "a bound that leaves too little for the rest",
      { forecastBytes: 470 * MB, historyMaxBytes: 450 * MB },
      "warning",
      /500 MB/,
    ],
    ["a database that is read-only", { isReadOnly: true }, "problem", /read-only/],
    [
      "a history that once was larger than its bound",
      { historyMaxBytes: 30 * MB },
      "warning",
      /on disk/,
    ],
    ["a disk that fills within a month", { freeDiskBytes: 90 * MB }, "warning", /only 90 MB left/],
    ["a disk with room", { freeDiskBytes: 5_000 * MB }, "ok", /200 MB/],
  ])("%s", (_, changes, level, words) => {
    const finding = judgeStorage({ ...storage, ...changes });
    expect(finding.level).toBe(level);
    expect(finding.found).toMatch(words);
  });

  it("is made by RUN_HISTORY_MAX_MB where it isn't set, and by less of it where it is", () => {
    const adviceOf = (historyMaxBytes: number | null) =>
      judgeStorage({ ...storage, forecastBytes: 480 * MB, historyMaxBytes });
    expect(adviceOf(null)).toHaveProperty("advice", expect.stringMatching(/^Set RUN_HISTORY/));
    expect(adviceOf(450 * MB)).toHaveProperty("advice", expect.stringMatching(/^Lower RUN_HIST/));
  });
});

const plans: PlanLimitFacts = {
  isOnVercel: true,
  isSupabase: true,
  forecast: {
    runs: 86_400,
    historyBytesPerDay: 1_000_000,
    meters: {
      invocations: 43_200,
      active_cpu_hours: 0.2,
      memory_gb_hours: 10,
      database_mb: 9_999,
      egress_gb: 0.3,
    },
  },
  mayLinger: true,
};
const withMeters = (meters: Partial<PlanLimitFacts["forecast"]["meters"]>) => ({
  ...plans,
  forecast: { ...plans.forecast, meters: { ...plans.forecast.meters, ...meters } },
});

describe("the limits of free plans", () => {
  it("are named with the share that is used, of the hosts in use", () => {
    expect(judgePlanLimits(plans).found).toMatch(/4 % of the function invocations.*6 % of the GB/);
    const alone = judgePlanLimits({ ...plans, isOnVercel: false });
    expect(alone.found).not.toContain("invocations");
    expect(judgePlanLimits({ ...plans, isOnVercel: false, isSupabase: false }).level).toBe("ok");
  });

  it("are warned of before they are reached, with what to change", () => {
    const memory = withMeters({ memory_gb_hours: 330 });
    expect(judgePlanLimits(memory)).toMatchObject({ level: "warning" });
    expect(judgePlanLimits(memory)).toHaveProperty(
      "advice",
      expect.stringContaining("TICK_LINGER"),
    );
    expect(judgePlanLimits({ ...memory, mayLinger: false })).toHaveProperty(
      "advice",
      expect.not.stringContaining("TICK_LINGER"),
    );
    expect(judgePlanLimits(withMeters({ egress_gb: 4.6 })).level).toBe("warning");
  });
});

test.each([
  ["db.abcdefgh.supabase.co", true],
  ["aws-0-eu-central-1.pooler.supabase.com", true],
  ["supabase.co.example.com", false],
  ["notsupabase.co", false],
  ["localhost", false],
])("%s is Supabase's: %s", (hostname, expected) => {
  expect(isSupabaseHost(hostname)).toBe(expected);
});
