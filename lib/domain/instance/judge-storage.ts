import { MB_BYTES } from "@/lib/domain/byte-units";
import { FORECAST_DAYS } from "@/lib/domain/instance/forecast-usage";
import { freeLimits } from "@/lib/domain/instance/plan-limits";

/** The sizes of a database and its run history, in bytes. */
export type StorageFacts = {
  isReadOnly: boolean;
  databaseBytes: number;
  /** On disk, and what the runs that are there take of it. */
  history: { fileBytes: number; usedBytes: number };
  /** The database in 30 days, by the present routines. */
  forecastBytes: number;
  /** `RUN_HISTORY_MAX_MB` in bytes; null where it isn't set. */
  historyMaxBytes: number | null;
  /** Whether the database is Supabase's, whose free plan has a limit. */
  isSupabase: boolean;
  /** What is free on the disk of the database; null where that can't be seen. */
  freeDiskBytes: number | null;
};

type StorageFinding =
  { level: "ok"; found: string } | { level: "warning" | "problem"; found: string; advice: string };

/** What of the free plan must be left for what isn't history, such as users and statistics of the host. */
const CLOSE_SHARE = 0.9;

const megabytes = (bytes: number) => `${Math.round(bytes / MB_BYTES).toLocaleString("en")} MB`;

const HISTORY_ADVICE =
  "Set RUN_HISTORY_MAX_MB, which removes the oldest history before that (300 suits the free plan; on a paid plan, what its disk holds), or lower RUN_RETENTION_DAYS";

/**
 * Judges whether the database has room for the next 30 days. A database that is above the free plan and
 * takes writes is on a paid one.
 */
export function judgeStorage(facts: StorageFacts): StorageFinding {
  const { databaseBytes, forecastBytes, history, historyMaxBytes, freeDiskBytes } = facts;
  const has = `the database has ${megabytes(databaseBytes)}, ${megabytes(history.fileBytes)} of them run history`;
  const grows = `${has}; with the present routines it has ${megabytes(forecastBytes)} in ${FORECAST_DAYS} days`;
  if (facts.isReadOnly) {
    return {
      level: "problem",
      found: `${has}, and it is read-only, so nothing runs`,
      advice: "Make room, or take a larger plan: docs/operations/free-plans.md says how",
    };
  }
  if (historyMaxBytes !== null && history.fileBytes > historyMaxBytes) {
    return {
      level: "warning",
      found: `the run history has ${megabytes(history.fileBytes)} on disk, more than RUN_HISTORY_MAX_MB, and uses ${megabytes(history.usedBytes)} of them`,
      advice:
        "Space that is free is used for new runs. To give it back at once, run in a quiet minute: vacuum full routine_runs",
    };
  }
  const planBytes = freeLimits.database_mb.max * MB_BYTES;
  const isFree = facts.isSupabase && databaseBytes <= planBytes;
  if (isFree && forecastBytes >= CLOSE_SHARE * planBytes) {
    return {
      level: "warning",
      found: `${grows}; Supabase's free plan turns read-only at ${megabytes(planBytes)}`,
      advice:
        historyMaxBytes === null
          ? HISTORY_ADVICE
          : "Lower RUN_HISTORY_MAX_MB, so that everything else fits beside it",
    };
  }
  if (freeDiskBytes !== null && forecastBytes - databaseBytes >= CLOSE_SHARE * freeDiskBytes) {
    return {
      level: "warning",
      found: `${grows}, and its disk has only ${megabytes(freeDiskBytes)} left`,
      advice: HISTORY_ADVICE,
    };
  }
  return { level: "ok", found: grows };
}
