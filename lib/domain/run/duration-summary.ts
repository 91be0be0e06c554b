import { HOUR_SECONDS } from "@/lib/domain/time-units";

/** The times that a chart of durations can look back over. */
export const durationRanges = ["24h", "7d", "30d"] as const;
export type DurationRange = (typeof durationRanges)[number];

/** How far each range reaches back, and how long the stretches are that are summed up: at most 300. */
export const rangeSpans: Record<DurationRange, { hours: number; bucketSeconds: number }> = {
  "24h": { hours: 24, bucketSeconds: 300 },
  "7d": { hours: 7 * 24, bucketSeconds: HOUR_SECONDS },
  "30d": { hours: 30 * 24, bucketSeconds: 3 * HOUR_SECONDS },
};

/** What came of the runs in a stretch of time. Durations are null where no run has one. */
export type DurationBucket = {
  starts_at: string;
  succeeded: number;
  degraded: number;
  failed: number;
  abandoned: number;
  /** Rows that say MISSED, and slots that runs have passed over. */
  missed: number;
  p50_ms: number | null;
  p95_ms: number | null;
  max_ms: number | null;
};

export type DurationSummary = {
  range: DurationRange;
  from: string;
  to: string;
  bucket_seconds: number;
  /** Oldest first; stretches without a run are left out. */
  buckets: DurationBucket[];
};
