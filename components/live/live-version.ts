import type { HealthDto } from "@/lib/domain/health";

/** The version of what a page shows that changes by itself: the workspace, and the health of the instance. */
export function liveVersion(activity: string, { problems }: HealthDto): string {
  return [activity, ...problems].join("-");
}
