import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { LagSummary } from "@/lib/domain/run/lag";
import type { RunDto } from "@/lib/domain/run/run";

/** One mark of a pulse: what a strip needs to know of a run. */
export type PulseMark = Pick<
  RunDto,
  | "id"
  | "status"
  | "is_degraded"
  | "http_status"
  | "duration_ms"
  | "error_code"
  | "lag_ms"
  | "scheduled_for"
  | "started_at"
  | "created_at"
>;

/** What is drawn of a run where many stand side by side and none is told. */
export type StripMark = Pick<PulseMark, "status" | "is_degraded" | "duration_ms">;

/** A routine whose latest outcome is a failure, or a success that was too slow. */
export type TroubledRoutine = {
  routine: RoutineDto;
  /** The first run of this trouble, which is the time since the last good run. */
  since: string;
  /** Null where none of the runs that were looked at was good. */
  last_good_at: string | null;
  /** Whether only the newest runs were looked at: the trouble may be older than `since`. */
  is_cut: boolean;
  last_run: RunDto;
};

/** Up to a few of the routines with a trouble, longest first, and how many there are in all. */
export type Troubles = { total: number; routines: TroubledRoutine[] };

/** What ran in 24 hours. Durations and lags are in milliseconds, null where no run has one. */
export type DayNumbers = {
  runs: number;
  succeeded: number;
  failed: number;
  missed: number;
  p50_duration_ms: number | null;
  p95_duration_ms: number | null;
  p50_lag_ms: number | null;
  p99_lag_ms: number | null;
  /** Whether there were more runs than are read: then these are the newest ones. */
  is_cut: boolean;
};

/** What there is to tell of a run where many are shown; `at` is its slot, or its start by hand. */
export type RunGist = Pick<
  PulseMark,
  "status" | "is_degraded" | "http_status" | "duration_ms" | "error_code" | "lag_ms"
> & { at: string };

/** The runs of a routine in one column of the pulse. */
export type PulseColumn = {
  /** Its place, from 0 for the oldest. */
  column: number;
  runs: number;
  failed: number;
  /** Of the worst outcome in the column the newest run. */
  worst: RunGist;
};

/** A routine's runs over the hours of the pulse. `degraded` are among those that `succeeded`. */
export type PulseRow = {
  routine: RoutineDto;
  counts: { count: number; succeeded: number; degraded: number; failed: number; other: number };
  columns: PulseColumn[];
};

/** The last hours as columns of equal width; the last one holds this moment. */
export type Pulse = {
  starts_at: string;
  columns: number;
  column_minutes: number;
  rows: PulseRow[];
};

/** The state of a workspace at a glance. */
export type OverviewDto = {
  routines_total: number;
  routines_active: number;
  /** Past their end date; the others that are not active are paused. */
  routines_ended: number;
  failing: Troubles;
  degraded: Troubles;
  pulse: Pulse;
  /** The last 24 hours, and the 24 hours before them. */
  today: DayNumbers;
  before: DayNumbers;
  last_run_at: string | null;
  /** The routines that are due next, soonest first. */
  upcoming: RoutineDto[];
};

/** Whether the instance is well, as `/api/health` tells it. */
export type HealthDto = {
  status: "ok" | "down";
  database: { status: "ok" | "down"; latency_ms: number | null };
  scheduler: {
    last_tick_at: string | null;
    due: number | null;
    oldest_due_lag_ms: number | null;
    /** Of the last tick that ran anything. */
    lag_ms: LagSummary | null;
  };
  version: string;
};
