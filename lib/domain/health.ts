import type { LagSummary } from "@/lib/domain/run/lag";
import { MINUTE_MS } from "@/lib/domain/time-units";

/**
 * What is wrong with an instance. The codes are read by monitors, so their meaning never changes.
 * - `database_down`: the database is out of reach, and nothing else is known
 * - `schema_behind`: the database lacks migrations that this code needs
 * - `database_read_only`: the database takes no writes, so nothing runs and nothing can be saved
 * - `scheduler_silent`: no tick came for 3 minutes, so nothing runs
 * - `scheduler_late`: a routine has been due for longer than `HEALTH_MAX_LAG_SECONDS`
 */
export const healthProblems = [
  "database_down",
  "schema_behind",
  "database_read_only",
  "scheduler_silent",
  "scheduler_late",
] as const;
export type HealthProblem = (typeof healthProblems)[number];

/**
 * `late`: the database is there, and the scheduler is behind or doesn't run. `down`: the database is out
 * of reach, or its schema is too old for this code.
 */
export const healthStatuses = ["ok", "late", "down"] as const;

/**
 * How the schema of the database compares with the one that the code is written for. An older release
 * runs on a newer schema, so `ahead` is no problem.
 */
export const schemaStatuses = ["ok", "behind", "ahead"] as const;
export type SchemaStatus = (typeof schemaStatuses)[number];

/** The state of the instance, as `/api/health` reports it. */
export type HealthDto = {
  status: (typeof healthStatuses)[number];
  problems: HealthProblem[];
  database: { status: "ok" | "down"; latency_ms: number | null };
  /** The newest migrations of the database and of this code; nulls where the database is down. */
  schema: { status: SchemaStatus | null; version: string | null; expected: string };
  scheduler: {
    last_tick_at: string | null;
    due: number | null;
    oldest_due_lag_ms: number | null;
    /** The lag of the last tick that ran anything. */
    lag_ms: LagSummary | null;
  };
  version: string;
};

/** Ages and lags in milliseconds. */
export type SchedulerFacts = {
  isReadOnly: boolean;
  /** Null where there never was a tick. */
  lastTickAgeMs: number | null;
  /** Since the first workspace was made; null where there is none. */
  databaseAgeMs: number | null;
  /** Null where a process doesn't outlast its requests, so that its age says nothing. */
  processAgeMs: number | null;
  oldestDueLagMs: number;
};

/** A clock calls once a minute: two calls may be lost. */
const SILENT_MS = 3 * MINUTE_MS;

/**
 * What is wrong with the scheduler, what explains the rest first. Where there never was a tick, the first may take 3 minutes from the
 * start of the process and of the database; without a workspace there is nothing to run.
 */
export function judgeScheduler(facts: SchedulerFacts, maxLagMs: number): HealthProblem[] {
  const { isReadOnly, lastTickAgeMs, databaseAgeMs, processAgeMs, oldestDueLagMs } = facts;
  const readOnly = isReadOnly ? (["database_read_only"] as const) : [];
  if (lastTickAgeMs === null) {
    const waitedMs = Math.min(databaseAgeMs ?? 0, processAgeMs ?? Infinity);
    return waitedMs > SILENT_MS ? [...readOnly, "scheduler_silent"] : [...readOnly];
  }
  return [
    ...readOnly,
    ...(lastTickAgeMs > SILENT_MS ? (["scheduler_silent"] as const) : []),
    ...(oldestDueLagMs > maxLagMs ? (["scheduler_late"] as const) : []),
  ];
}

/**
 * How the newest migrations of the database and of the code compare, by the times at which they were
 * made in milliseconds. A database without any is behind.
 */
export function judgeSchema(foundAt: number | null, expectedAt: number): SchemaStatus {
  if (foundAt === null || foundAt < expectedAt) return "behind";
  return foundAt > expectedAt ? "ahead" : "ok";
}
