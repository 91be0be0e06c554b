import { HOUR_SECONDS, SECOND_MS } from "@/lib/domain/time-units";

/** The ranges of the duration chart. */
export const durationRanges = ["24h", "7d", "30d"] as const;
export type DurationRange = (typeof durationRanges)[number];

/** The length of each range and of its buckets, of which there are at most 300. */
export const rangeSpans: Record<DurationRange, { hours: number; bucketSeconds: number }> = {
  "24h": { hours: 24, bucketSeconds: 300 },
  "7d": { hours: 7 * 24, bucketSeconds: HOUR_SECONDS },
  "30d": { hours: 30 * 24, bucketSeconds: 3 * HOUR_SECONDS },
};

/** The runs of one bucket by outcome. Durations are null where no run has one. */
export type DurationBucket = {
  starts_at: string;
  succeeded: number;
  degraded: number;
  failed: number;
  abandoned: number;
  /** MISSED rows, and slots that runs have passed over. */
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
  /** Oldest first; buckets without a run are left out. */
  buckets: DurationBucket[];
};

/** The fewest buckets that an axis spans: an hour of the shortest range. */
const LEAST_BUCKETS = 12;

/**
 * The summary of a routine that was created at `createdAt`, with an axis that begins with it where the
 * range began earlier: a young routine's buckets fill the width.
 */
export function fitSummary(summary: DurationSummary, createdAt: string): DurationSummary {
  const bucketMs = summary.bucket_seconds * SECOND_MS;
  const to = Date.parse(summary.to);
  const [oldest = to] = summary.buckets.map(({ starts_at }) => Date.parse(starts_at));
  const earliest = Math.min(Date.parse(createdAt), oldest, to - LEAST_BUCKETS * bucketMs);
  const from = Math.max(Date.parse(summary.from), Math.floor(earliest / bucketMs) * bucketMs);
  return { ...summary, from: new Date(from).toISOString() };
}
