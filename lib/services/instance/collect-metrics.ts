import { withDeadline } from "@/db/connections/deadline";
import { measureBacklog } from "@/db/queries/backlog";
import { readStock } from "@/db/queries/instance/instance-measures";
import { listClocks } from "@/db/queries/instance/scheduler-clocks";
import { readTickTotals } from "@/db/queries/instance/scheduler-hours";
import { lagBoundsMs } from "@/lib/domain/instance/lag-histogram";
import { formatMetrics, histogram, type Metric } from "@/lib/domain/instance/metrics";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { measureProcess } from "@/lib/services/instance/process-measures";
import { appVersion, schemaVersion } from "@/lib/version";

/** The longest wait for each statement. */
const DATABASE_SECONDS = 5;

const gauge = (name: string, help: string, value: number | null): Metric => ({
  name,
  help,
  type: "gauge",
  samples: value === null ? [] : [{ value }],
});

const counter = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: "counter",
  samples: [{ value }],
});

async function measureInstance({ db, scheduler }: SchedulerContext): Promise<Metric[]> {
  const backlog = await measureBacklog(db, scheduler.slackSeconds);
  const totals = await readTickTotals(db);
  const clocks = await listClocks(db);
  const stock = await readStock(db);
  const nowSeconds = Date.now() / SECOND_MS;
  const outcomes = ["succeeded", "failed", "missed", "abandoned"] as const;
  return [
    gauge(
      "opspulse_scheduler_last_tick_timestamp_seconds",
      "When a tick last began or ended, in seconds since 1970.",
      backlog.lastTickAt === null ? null : backlog.lastTickAt.getTime() / SECOND_MS,
    ),
    gauge("opspulse_due_routines", "Routines that are due and wait for a worker.", backlog.due),
    gauge(
      "opspulse_oldest_due_lag_seconds",
      "Since when the oldest of them has been due.",
      backlog.oldestDueLagMs / SECOND_MS,
    ),
    counter("opspulse_ticks_total", "Ticks that ended.", totals.ticks),
    {
      name: "opspulse_scheduled_runs_total",
      help: "Scheduled runs of all workspaces, by how they ended; missed counts slots.",
      type: "counter",
      samples: outcomes.map((outcome) => ({ labels: { outcome }, value: totals[outcome] })),
    },
    histogram({
      name: "opspulse_run_lag_seconds",
      help: "From when scheduled runs were due to when they began.",
      bounds: lagBoundsMs.map((bound) => bound / SECOND_MS),
      counts: totals.lagCounts,
      sum: totals.lagSumMs / SECOND_MS,
    }),
    {
      name: "opspulse_clock_last_tick_timestamp_seconds",
      help: "When each clock last called a tick, in seconds since 1970.",
      type: "gauge",
      samples: clocks.map(({ name, lastTickSeconds }) => ({
        labels: { clock: name },
        value: Math.round((nowSeconds - lastTickSeconds) * 1_000) / 1_000,
      })),
    },
    {
      name: "opspulse_clock_ticks_total",
      help: "Ticks that each clock has called.",
      type: "counter",
      samples: clocks.map(({ name, ticks }) => ({ labels: { clock: name }, value: ticks })),
    },
    gauge("opspulse_active_routines", "Active routines.", stock.activeRoutines),
    gauge("opspulse_runs_in_flight", "Runs that have begun and not ended.", stock.runsInFlight),
    gauge(
      "opspulse_unresolved_incidents",
      "Incidents that aren't resolved.",
      stock.unresolvedIncidents,
    ),
    gauge(
      "opspulse_pending_messages",
      "Notifications and messages that are to be sent.",
      stock.pendingMessages,
    ),
    gauge(
      "opspulse_oldest_pending_message_seconds",
      "Since when the oldest of them has been due.",
      stock.oldestPendingSeconds,
    ),
    gauge("opspulse_database_size_bytes", "Size of the database.", stock.databaseBytes),
  ];
}

/**
 * What Prometheus reads of this instance, in its text format. No label names a workspace, a routine or a
 * user. Where the database is out of reach, `opspulse_up` is 0 and only this process is measured. Never
 * rejects.
 */
export async function collectMetrics(context: SchedulerContext): Promise<string> {
  let measured: Metric[] | null = null;
  try {
    measured = await withDeadline(DATABASE_SECONDS, () => measureInstance(context));
  } catch (cause) {
    log.error({ err: cause }, "metrics can't be read from the database");
  }
  const [app, schema] = [appVersion, schemaVersion.name];
  return formatMetrics([
    gauge("opspulse_up", "Whether the database responds.", measured === null ? 0 : 1),
    {
      name: "opspulse_build_info",
      help: "Always 1; the labels say which code responds, and the schema that it expects.",
      type: "gauge",
      samples: [{ labels: { version: app, schema }, value: 1 }],
    },
    ...(measured ?? []),
    ...measureProcess(),
  ]);
}
