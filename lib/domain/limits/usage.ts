import type { HistoryKeptDto } from "@/lib/domain/history/history-kept";
import type { RateLimitName } from "@/lib/domain/limits/rate-limits";
import type { WorkspaceUsageDto } from "@/lib/domain/limits/workspace-limits";

/** What a workspace uses and may use. */
export type UsageDto = WorkspaceUsageDto & {
  history: HistoryKeptDto;
  /** What the active routines will use, by the average run of the instance. */
  forecast: { runs_per_month: number; history_bytes_per_day: number };
  /** The rates of the instance. `max` is null where a limit is off. */
  rate_limits: { name: RateLimitName; max: number | null; window_seconds: number }[];
};
