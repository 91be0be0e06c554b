import type { LagSummary } from "@/lib/domain/lag";
import type { RoutineDto } from "@/lib/domain/routine";
import type { RunDto } from "@/lib/domain/run";

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

/** A routine whose latest outcome is a failure. */
export type FailingRoutine = {
  routine: RoutineDto;
  /** The first failure since the last success. */
  failing_since: string;
  last_success_at: string | null;
  last_run: RunDto;
};

/** The state of a workspace at a glance; the counts are of the last 24 hours. */
export type OverviewDto = {
  routines_total: number;
  routines_active: number;
  failing: FailingRoutine[];
  runs: number;
  succeeded: number;
  failed: number;
  missed: number;
  /** Milliseconds, over finished runs; null where there is none. */
  p95_duration_ms: number | null;
  p99_lag_ms: number | null;
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
