import type { HealthDto } from "@/lib/domain/run/overview";
import { MINUTE_MS } from "@/lib/domain/time-units";

export type SystemState = "ok" | "late" | "down";

/** A clock ticks every minute: three without a tick, or a slot that waits so long, is late. */
const LATE_MS = 3 * MINUTE_MS;

export function systemState(health: HealthDto, now: Date): SystemState {
  if (health.database.status === "down") return "down";
  const { last_tick_at: lastTickAt, oldest_due_lag_ms: lagMs } = health.scheduler;
  const isSilent = lastTickAt === null || now.getTime() - Date.parse(lastTickAt) > LATE_MS;
  return isSilent || (lagMs ?? 0) > LATE_MS ? "late" : "ok";
}
