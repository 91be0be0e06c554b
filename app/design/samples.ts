import type { HealthDto } from "@/lib/domain/health";
import type { PulseMark } from "@/lib/domain/run/pulse";
import type { RunDto } from "@/lib/domain/run/run";
import { MINUTE_MS } from "@/lib/domain/time-units";

export const textSizes = [
  { name: "text-4xl", use: "The claim of the start page" },
  { name: "text-2xl", use: "The title of a page, and great numbers" },
  { name: "text-lg", use: "The title of a dialog, and leads" },
  { name: "text-base", use: "The interface" },
  { name: "text-sm", use: "Tables, hints and facts" },
  { name: "text-xs", use: "Axes" },
] as const;

/** Steps of the 4 px grid, in pixels. */
export const spaces = [4, 8, 12, 16, 24, 32, 48] as const;

export const radii = ["rounded-mark", "rounded-control", "rounded-block"] as const;

export const states = [
  "SUCCESS",
  "DEGRADED",
  "FAIL",
  "MISSED",
  "ABANDONED",
  "RUNNING",
  "paused",
  "ended",
  "none",
] as const;

/** The moment at which the samples stand still. */
export const sampledAt = new Date("2026-03-02T12:00:00Z");

const outcomes: Record<number, Partial<PulseMark>> = {
  24: { status: "FAIL", http_status: 503, error_code: "HTTP_STATUS", duration_ms: 1_900 },
  25: { status: "FAIL", http_status: null, error_code: "TIMEOUT", duration_ms: 8_000 },
  26: { status: "SUCCESS", is_degraded: true, duration_ms: 2_400 },
  40: { status: "MISSED", http_status: null, duration_ms: null, started_at: null },
  52: { status: "ABANDONED", http_status: null, duration_ms: null },
  79: { status: "RUNNING", http_status: null, duration_ms: null },
};

export const marks: PulseMark[] = Array.from({ length: 80 }, (_, index) => {
  const slot = new Date(sampledAt.getTime() - (79 - index) * MINUTE_MS).toISOString();
  return {
    id: `sample-${index}`,
    status: "SUCCESS",
    is_degraded: false,
    in_maintenance: false,
    http_status: 200,
    duration_ms: 90 + ((index * 37) % 110),
    error_code: null,
    lag_ms: 40 + ((index * 13) % 60),
    scheduled_for: slot,
    started_at: slot,
    created_at: slot,
    ...outcomes[index],
  };
});

const names = ["Storefront is up", "Payments gateway", "Nightly report"] as const;

export const runs: RunDto[] = [79, 52, 40, 26, 25, 24, 23].flatMap((index, row) => {
  const mark = marks[index];
  if (mark === undefined) return [];
  return {
    ...mark,
    workspace_id: "sample",
    routine_id: "sample",
    routine_name: names[row % names.length] ?? names[0],
    triggered_by: row === 0 ? "MANUAL" : "SCHEDULE",
    error_detail: null,
    error_message: null,
    attempt: 1,
    will_retry: false,
    missed_slots: row === 6 ? 3 : 0,
    remote_address: "203.0.113.7",
    certificate_expires_at: null,
    response_bytes: 512,
    dns_ms: null,
    connect_ms: null,
    tls_ms: null,
    first_byte_ms: null,
    worker_id: "sample",
    finished_at: mark.started_at,
    ai_summary: null,
    ai_confidence: null,
    in_maintenance: false,
    replay_id: null,
    superseded_by: null,
  } satisfies RunDto;
});

const health = (status: HealthDto["status"], problems: HealthDto["problems"]): HealthDto => ({
  status,
  problems,
  database: { status: status === "down" ? "down" : "ok", latency_ms: status === "down" ? null : 2 },
  schema: { status: "ok", version: "0001_sample", expected: "0001_sample" },
  scheduler: { last_tick_at: null, due: 0, oldest_due_lag_ms: 0, lag_ms: null },
  version: "0",
});

/** The instance healthy, read-only, with a scheduler that is silent or late, and down. */
export const healths: HealthDto[] = [
  health("ok", []),
  health("late", ["database_read_only"]),
  health("late", ["scheduler_silent"]),
  health("late", ["scheduler_late"]),
  health("down", ["database_down"]),
];
