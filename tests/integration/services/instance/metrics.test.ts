import { afterEach, expect, test, vi } from "vitest";
import { GET } from "@/app/api/metrics/route";
import { openDatabase } from "@/db/client";
import { recordClock } from "@/db/queries/instance/scheduler-clocks";
import { recordHour } from "@/db/queries/instance/scheduler-hours";
import { collectMetrics } from "@/lib/services/instance/collect-metrics";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const lagsMs = [20, 20, 400, 700_000];

/** Every sample by its name and labels. */
const samplesOf = (text: string) =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const [, series = "", value = ""] = /^([a-z_]+(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
        expect(series, line).not.toBe("");
        return [series, Number(value)];
      }),
  );

test("the state of the instance is measured, and no label names a tenant", async () => {
  const workspace = await createTestWorkspace(database.db);
  const { id } = await workspace.createDueRoutine("https://example.com/secret-path");
  await recordClock(database.db, "pg_cron");
  await recordHour(database.db, { succeeded: 3, failed: 1, missed: 0, abandoned: 0, lagsMs });
  const text = await collectMetrics(workspace.context);
  const samples = samplesOf(text);
  expect(samples.get("opspulse_up")).toBe(1);
  expect(samples.get('opspulse_scheduled_runs_total{outcome="succeeded"}')).toBe(3);
  expect(samples.get('opspulse_run_lag_seconds_bucket{le="0.1"}')).toBe(2);
  expect(samples.get('opspulse_run_lag_seconds_bucket{le="0.5"}')).toBe(3);
  expect(samples.get('opspulse_run_lag_seconds_bucket{le="+Inf"}')).toBe(4);
  expect(samples.get("opspulse_run_lag_seconds_count")).toBe(4);
  expect(samples.get("opspulse_run_lag_seconds_sum")).toBeCloseTo(700.44, 3);
  expect(samples.get("opspulse_due_routines")).toBe(1);
  expect(samples.get('opspulse_clock_ticks_total{clock="pg_cron"}')).toBe(1);
  expect(samples.get("opspulse_database_size_bytes")).toBeGreaterThan(1_000_000);
  expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  for (const tenant of [id, workspace.context.workspaceId, "secret-path", "example.com"]) {
    expect(text).not.toContain(tenant);
  }
});

test("a database out of reach leaves what the process knows, and opspulse_up is 0", async () => {
  const workspace = await createTestWorkspace(database.db);
  const lost = openDatabase("postgres://127.0.0.1:1/none");
  try {
    const samples = samplesOf(await collectMetrics({ ...workspace.context, db: lost.db }));
    expect(samples.get("opspulse_up")).toBe(0);
    expect(samples.has("opspulse_due_routines")).toBe(false);
    expect(samples.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  } finally {
    await lost.close();
  }
});

test("without METRICS_TOKEN there are no metrics", async () => {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:54321");
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_x");
  vi.stubEnv("METRICS_TOKEN", "");
  const request = new Request("http://127.0.0.1/api/metrics", {
    headers: { authorization: "Bearer undefined" },
  });
  const response = await GET(request, { params: Promise.resolve({}) });
  expect(response.status).toBe(404);
});
