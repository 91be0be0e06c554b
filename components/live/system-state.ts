import type { HealthDto } from "@/lib/domain/health";
import { MINUTE_MS } from "@/lib/domain/time-units";

export type SystemState = "ok" | "late" | "down";

/**
 * The scheduler ticks every minute: three minutes without a tick, or a slot that waits as long, are
 * late.
 */
const LATE_MS = 3 * MINUTE_MS;

export function systemState(health: HealthDto, now: Date): SystemState {
  if (health.database.status === "down") return "down";
  const { last_tick_at: lastTickAt, oldest_due_lag_ms: lagMs } = health.scheduler;
  const isSilent = lastTickAt === null || now.getTime() - Date.parse(lastTickAt) > LATE_MS;
  return isSilent || (lagMs ?? 0) > LATE_MS ? "late" : "ok";
}

/** The version of what a page shows that changes by itself: the workspace, and the health of the instance. */
export function liveVersion(activity: string, health: HealthDto, now: Date): string {
  return `${activity}-${systemState(health, now)}`;
}
