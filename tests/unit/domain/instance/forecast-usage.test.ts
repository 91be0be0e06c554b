import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exceededMeters,
  forecastUsage,
  runsPerMonth,
  type ForecastFacts,
} from "@/lib/domain/instance/forecast-usage";
import { freeLimits } from "@/lib/domain/instance/plan-limits";
import { nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";

const DAYS = 30;
const MONTH_MS = DAYS * 86_400_000;
const MB = 2 ** 20;

/** The slots of the month, one after the other. */
function countSlots(schedule: Schedule, now: Date): number {
  let count = 0;
  for (let slot = nextSlot(schedule, now); slot.getTime() <= now.getTime() + MONTH_MS; count += 1) {
    slot = nextSlot(schedule, slot);
  }
  return count;
}

const moment = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  .map((minute) => new Date(minute * 60_000));
const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${Math.min(step, max - min)}`),
  );
const cron = fc
  .tuple(
    field(0, 59).filter((minute) => minute !== "*"),
    field(0, 23),
    fc.oneof(fc.constant("*"), field(1, 28)),
    fc.constantFrom("*", "1-6", "2,4,6,8,10,12"),
    fc.constantFrom("*", "1-5", "SUN"),
  )
  .map((fields) => fields.join(" "));

const facts: ForecastFacts = {
  schedules: [{ schedule: { kind: "interval", intervalMinutes: 5 }, count: 10 }],
  now: new Date("2026-03-01T09:00:00Z"),
  run: { bytes: 1_000, seconds: 0.5 },
  maxConcurrency: 5,
  lingerSeconds: 0,
  retentionDays: 90,
  historyMaxBytes: null,
  database: { bytes: 60 * MB, historyBytes: 0 },
  hasTicks: true,
};
const forecastOf = (changes: Partial<ForecastFacts>) => forecastUsage({ ...facts, ...changes });

describe("the runs of a month", () => {
  it("are the slots of a cron expression in the 30 days that follow, in any zone", () => {
    fc.assert(
      fc.property(
        cron,
        moment,
        fc.constantFrom("UTC", "America/Sao_Paulo", "Europe/Berlin", "Australia/Lord_Howe"),
        (expression, now, timezone) => {
          const schedule = { kind: "cron", expression, timezone } as const;
          expect(runsPerMonth(schedule, now)).toBe(countSlots(schedule, now));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("are those of an interval, but for the part of one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), moment, (intervalMinutes, now) => {
        const schedule = { kind: "interval", intervalMinutes } as const;
        const exact = countSlots(schedule, now);
        expect(Math.abs(runsPerMonth(schedule, now) - exact)).toBeLessThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it("are none of a schedule that can't be read", () => {
    const schedule = { kind: "cron", expression: "nonsense", timezone: "UTC" } as const;
    expect(runsPerMonth(schedule, facts.now)).toBe(0);
  });
});

describe("what a month uses", () => {
  it("is within every free limit with ten routines every five minutes", () => {
    const forecast = forecastOf({});
    expect(forecast.runs).toBe(86_400);
    expect(exceededMeters(forecast)).toEqual([]);
    expect(forecast.meters.invocations).toBe(43_200);
  });

  it("is the ticks alone without routines", () => {
    const { runs, meters } = forecastOf({ schedules: [] });
    expect(runs).toBe(0);
    expect(meters.database_mb).toBe(60);
    expect(meters.memory_gb_hours).toBeCloseTo((43_200 * 0.3 * 2) / 3_600);
  });

  it("is the runs alone for one workspace of an instance", () => {
    const { meters } = forecastOf({ hasTicks: false, database: { bytes: 0, historyBytes: 0 } });
    expect(meters.invocations).toBe(0);
    expect(meters.memory_gb_hours).toBeCloseTo((86_400 * 0.5 * 2) / 5 / 3_600);
    expect(meters.database_mb).toBeCloseTo((86_400 * 1_000) / MB);
  });

  it("is more memory than Hobby has where ticks stay for most of their minute", () => {
    expect(exceededMeters(forecastOf({ lingerSeconds: 45 }))).toEqual(["memory_gb_hours"]);
  });

  it("never is more time than a month has", () => {
    const { meters } = forecastOf({ lingerSeconds: 50, run: { bytes: 1, seconds: 10_000 } });
    expect(meters.memory_gb_hours).toBe(DAYS * 24 * 2);
  });

  it("grows the database by the runs of a month, up to the retention or the bound", () => {
    const monthMb = (86_400 * 1_000) / MB;
    expect(forecastOf({}).meters.database_mb).toBeCloseTo(60 + monthMb);
    expect(forecastOf({ retentionDays: 3 }).meters.database_mb).toBeCloseTo(60 + monthMb / 10);
    expect(forecastOf({ historyMaxBytes: 20 * MB }).meters.database_mb).toBeCloseTo(80);
    const grown = { bytes: 360 * MB, historyBytes: 300 * MB };
    expect(exceededMeters(forecastOf({ database: grown }))).toEqual([]);
    const many = { ...facts, schedules: facts.schedules.map((part) => ({ ...part, count: 40 })) };
    expect(exceededMeters(forecastUsage({ ...many, database: grown }))).toEqual(["database_mb"]);
    const bounded = { ...many, database: grown, historyMaxBytes: 300 * MB };
    expect(exceededMeters(forecastUsage(bounded))).toEqual([]);
  });

  it("never falls when routines are added", () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (some, more) => {
        const of = (count: number) =>
          forecastOf({
            schedules: [{ schedule: { kind: "interval", intervalMinutes: 5 }, count }],
          }).meters;
        for (const meter of Object.keys(freeLimits) as (keyof typeof freeLimits)[]) {
          expect(of(some + more)[meter]).toBeGreaterThanOrEqual(of(some)[meter]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
