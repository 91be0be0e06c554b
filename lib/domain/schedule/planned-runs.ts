import { parseCron } from "@/lib/domain/schedule/cron";
import { DAY_MINUTES } from "@/lib/domain/time-units";

/**
 * The runs that a schedule plans on a day: of a cron expression and a single time those of a day on which
 * it fires. 0 for an expression that can't be read. An interval longer than a day is a part of one.
 */
export function plannedRunsPerDay(
  schedule:
    | { kind: "interval"; intervalMinutes: number }
    | { kind: "cron"; expression: string }
    | { kind: "once" },
): number {
  if (schedule.kind === "interval") return DAY_MINUTES / schedule.intervalMinutes;
  if (schedule.kind === "once") return 1;
  try {
    return parseCron(schedule.expression).timesOfDay.length;
  } catch {
    return 0;
  }
}
