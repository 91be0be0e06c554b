import { systemState } from "@/components/live/system-state";
import type { HealthDto } from "@/lib/domain/run/overview";

/** What a page shows that changes by itself: the workspace, and whether the instance is well. */
export function liveVersion(activity: string, health: HealthDto, now: Date): string {
  return `${activity}-${systemState(health, now)}`;
}
