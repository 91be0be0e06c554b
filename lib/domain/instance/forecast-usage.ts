import { GB_BYTES, MB_BYTES } from "@/lib/domain/byte-units";
import { freeLimits, planMeters, type PlanMeter } from "@/lib/domain/instance/plan-limits";
import { dueSlots, nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { DAY_MINUTES, DAY_MS, HOUR_SECONDS, MINUTE_SECONDS } from "@/lib/domain/time-units";

/** The days of the month that is forecast. */
export const FORECAST_DAYS = 30;

const MINUTES = FORECAST_DAYS * DAY_MINUTES;

/**
 * What the parts of the work cost on a function with one core and 2 GB, next to its database. CPU and
 * bytes from the database are measured on loopback and rounded up; what a tick takes besides its runs is
 * eight round trips of a few milliseconds and the start of the request.
 */
const COSTS = {
  tick: { cpuSeconds: 0.015, seconds: 0.3, databaseBytes: 4_000 },
  run: { cpuSeconds: 0.003, databaseBytes: 1_500 },
  memoryGb: 2,
};

/** Runs that were never measured: their rows with indexes, and the headers of a response. */
export const DEFAULT_RUN = { bytes: 900, seconds: 0.5 };

/** A schedule that some active routines have. */
type ForecastSchedule = { schedule: Schedule; count: number };

export type ForecastFacts = {
  schedules: readonly ForecastSchedule[];
  now: Date;
  /** The stored size of a run, and how long a request takes, on average. */
  run: { bytes: number; seconds: number };
  /** Requests that a tick has in flight at once. */
  maxConcurrency: number;
  /** The longest time that ticks stay for runs that are due off the minute, in seconds. */
  lingerSeconds: number;
  retentionDays: number;
  /** `RUN_HISTORY_MAX_MB` in bytes; null where it isn't set. */
  historyMaxBytes: number | null;
  /** The database and its run history as they are, in bytes. */
  database: { bytes: number; historyBytes: number };
  /** Whether the ticks count, which are the instance's and not a workspace's. */
  hasTicks: boolean;
};

/** What a month of the present routines uses. */
export type UsageForecast = {
  runs: number;
  /** What the runs of a day add to the history. */
  historyBytesPerDay: number;
  meters: Record<PlanMeter, number>;
};

/**
 * The slots of a schedule in the 30 days from `now`: exact for a cron expression, and a share for an
 * interval. 0 for an expression that can't be read.
 */
export function runsPerMonth(schedule: Schedule, now: Date): number {
  if (schedule.kind === "interval") return MINUTES / schedule.intervalMinutes;
  const end = new Date(now.getTime() + FORECAST_DAYS * DAY_MS);
  try {
    const first = nextSlot(schedule, now);
    return first > end ? 0 : dueSlots(schedule, first, end).passedOver + 1;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function sumRunsPerMonth(schedules: readonly ForecastSchedule[], now: Date): number {
  return schedules.reduce(
    (sum, { schedule, count }) => sum + count * runsPerMonth(schedule, now),
    0,
  );
}

/** The size of the history in a month: what is there, and what comes, within its limits. */
function historyInAMonth(facts: ForecastFacts, bytesPerDay: number): number {
  const { retentionDays, historyMaxBytes, database } = facts;
  const grown = database.historyBytes + bytesPerDay * FORECAST_DAYS;
  const kept = Math.max(database.historyBytes, bytesPerDay * retentionDays);
  return Math.min(grown, kept, historyMaxBytes ?? Infinity);
}

/** What a month of routines uses of what free plans limit, with one tick a minute. */
export function forecastUsage(facts: ForecastFacts): UsageForecast {
  const { schedules, now, run, maxConcurrency, lingerSeconds, database } = facts;
  const ticks = facts.hasTicks ? MINUTES : 0;
  const runs = sumRunsPerMonth(schedules, now);
  const historyBytesPerDay = (runs / FORECAST_DAYS) * run.bytes;
  const requestSeconds = (runs * run.seconds) / maxConcurrency;
  const tickSeconds = Math.min(
    MINUTES * MINUTE_SECONDS,
    ticks * (COSTS.tick.seconds + lingerSeconds) + requestSeconds,
  );
  const databaseBytes =
    database.bytes - database.historyBytes + historyInAMonth(facts, historyBytesPerDay);
  return {
    runs,
    historyBytesPerDay,
    meters: {
      invocations: ticks,
      active_cpu_hours:
        (ticks * COSTS.tick.cpuSeconds + runs * COSTS.run.cpuSeconds) / HOUR_SECONDS,
      memory_gb_hours: (tickSeconds * COSTS.memoryGb) / HOUR_SECONDS,
      database_mb: databaseBytes / MB_BYTES,
      egress_gb: (ticks * COSTS.tick.databaseBytes + runs * COSTS.run.databaseBytes) / GB_BYTES,
    },
  };
}

/** The share of a free limit that is used; 1 is all of it. */
export const shareOfLimit = (meter: PlanMeter, used: number): number =>
  used / freeLimits[meter].max;

/** The meters whose limit a forecast exceeds. */
export const exceededMeters = ({ meters }: UsageForecast): PlanMeter[] =>
  planMeters.filter((meter) => shareOfLimit(meter, meters[meter]) > 1);
