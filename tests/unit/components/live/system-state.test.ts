import { describe, expect, it } from "vitest";
import { systemState } from "@/components/live/system-state";
import type { HealthDto } from "@/lib/domain/health";

const MINUTE = 60_000;
const now = Date.parse("2026-03-02T12:00:00Z");

describe("the state of the system", () => {
  const health = (tickAgeMs: number | null, lagMs: number | null): HealthDto => ({
    status: "ok",
    database: { status: "ok", latency_ms: 2 },
    scheduler: {
      last_tick_at: tickAgeMs === null ? null : new Date(now - tickAgeMs).toISOString(),
      due: 0,
      oldest_due_lag_ms: lagMs,
      lag_ms: null,
    },
    version: "0.0.0",
  });

  it.each([
    ["a tick a minute ago", health(MINUTE, 0), "ok"],
    ["nothing due", health(MINUTE, null), "ok"],
    ["exactly three minutes", health(3 * MINUTE, 3 * MINUTE), "ok"],
    ["no tick for longer", health(3 * MINUTE + 1, 0), "late"],
    ["never a tick", health(null, null), "late"],
    ["a slot that waits for longer", health(MINUTE, 3 * MINUTE + 1), "late"],
    [
      "no database",
      { ...health(null, null), database: { status: "down" as const, latency_ms: null } },
      "down",
    ],
  ])("%s", (_name, dto, state) => {
    expect(systemState(dto, new Date(now))).toBe(state);
  });
});
