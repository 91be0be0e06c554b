import type { Database } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import { findActiveSchedules, type ActiveSchedule } from "@/db/queries/history/active-schedules";
import {
  measureDatabase,
  measureHistory,
  measureMeanRun,
  type HistorySize,
} from "@/db/queries/history/measure-history";
import {
  DEFAULT_RUN,
  forecastUsage,
  type ForecastFacts,
  type UsageForecast,
} from "@/lib/domain/instance/forecast-usage";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { SECOND_MS } from "@/lib/domain/time-units";
import { asActor, type SchedulerContext, type ServiceContext } from "@/lib/services/context";

type Settings = Pick<
  SchedulerContext["scheduler"],
  "maxConcurrency" | "mayLinger" | "budgetSeconds" | "retentionDays" | "historyMaxBytes"
>;

type Measured = Pick<ForecastFacts, "now" | "run" | "database" | "hasTicks">;

function forecast(
  schedules: readonly ActiveSchedule[],
  settings: Settings,
  measured: Measured,
): UsageForecast {
  const jitterSeconds = Math.max(0, ...schedules.map((schedule) => schedule.jitterSeconds));
  return forecastUsage({
    ...measured,
    schedules: schedules.map((found) => ({ schedule: scheduleOf(found), count: found.count })),
    maxConcurrency: settings.maxConcurrency,
    lingerSeconds: settings.mayLinger ? Math.min(settings.budgetSeconds, jitterSeconds) : 0,
    retentionDays: settings.retentionDays,
    historyMaxBytes: settings.historyMaxBytes,
  });
}

async function findMeanRun(db: Database): Promise<ForecastFacts["run"]> {
  const mean = await measureMeanRun(db);
  return {
    bytes: mean?.bytes ?? DEFAULT_RUN.bytes,
    seconds: mean?.durationMs == null ? DEFAULT_RUN.seconds : mean.durationMs / SECOND_MS,
  };
}

/** An instance's forecast with the sizes that it starts from, in bytes. */
export type InstanceForecast = {
  forecast: UsageForecast;
  databaseBytes: number;
  history: HistorySize;
};

/** What a month of the routines of all workspaces uses. */
export async function getInstanceForecast({
  db,
  scheduler,
}: Pick<SchedulerContext, "db"> & { scheduler: Settings }): Promise<InstanceForecast> {
  const [schedules, history, run, databaseBytes, now] = await Promise.all([
    findActiveSchedules(db, null),
    measureHistory(db),
    findMeanRun(db),
    measureDatabase(db),
    databaseNow(db),
  ]);
  return {
    forecast: forecast(schedules, scheduler, {
      now,
      run,
      database: { bytes: databaseBytes, historyBytes: history.fileBytes },
      hasTicks: true,
    }),
    databaseBytes,
    history,
  };
}

/**
 * What a month of the routines of the context's workspace uses and adds: its part of the instance's,
 * without the ticks, by the average run of the instance.
 */
export async function getWorkspaceForecast(context: ServiceContext): Promise<UsageForecast> {
  const { workspaceId, scheduler } = context;
  const [{ schedules, now }, run] = await Promise.all([
    asActor(context, async (tx) => ({
      schedules: await findActiveSchedules(tx, workspaceId),
      now: await databaseNow(tx),
    })),
    findMeanRun(context.db),
  ]);
  const database = { bytes: 0, historyBytes: 0 };
  return forecast(schedules, scheduler, { now, run, database, hasTicks: false });
}
