import type { LagSummary } from "@/lib/domain/run/lag";

/** The state of the instance, as `/api/health` reports it. */
export type HealthDto = {
  status: "ok" | "down";
  database: { status: "ok" | "down"; latency_ms: number | null };
  scheduler: {
    last_tick_at: string | null;
    due: number | null;
    oldest_due_lag_ms: number | null;
    /** The lag of the last tick that ran anything. */
    lag_ms: LagSummary | null;
  };
  version: string;
};
