import { measureBacklog } from "@/db/queries/backlog";
import {
  findEarlierSize,
  listBusiestWorkspaces,
  listLargestTables,
  listWorkers,
  readStock,
} from "@/db/queries/instance/instance-measures";
import { listClocks } from "@/db/queries/instance/scheduler-clocks";
import { sumTickHours } from "@/db/queries/instance/scheduler-hours";
import { lagQuantile } from "@/lib/domain/instance/lag-histogram";
import type { InstanceDetails, InstanceReport } from "@/lib/domain/instance/report";
import { DAY_SECONDS, HOUR_SECONDS } from "@/lib/domain/time-units";
import type { SchedulerContext } from "@/lib/services/context";
import { appVersion, schemaVersion } from "@/lib/version";

const DAY_HOURS = 24;
const WEEK_DAYS = 7;
const MOST_ROWS = 8;

/** What the instance has and does, over all workspaces. Only for operators: the caller has checked that. */
export async function getInstanceReport({
  db,
  scheduler,
}: SchedulerContext): Promise<InstanceReport> {
  const [backlog, day, clocks, stock, earlier] = await Promise.all([
    measureBacklog(db, scheduler.slackSeconds),
    sumTickHours(db, DAY_HOURS),
    listClocks(db),
    readStock(db),
    findEarlierSize(db, WEEK_DAYS),
  ]);
  const { lagCounts, lagMaxMs, lagSumMs, ...counts } = day;
  const lagAt = (share: number) => lagQuantile(lagCounts, share, lagMaxMs);
  const hasRun = lagCounts.some((count) => count > 0) || lagSumMs > 0;
  return {
    version: appVersion,
    schema: schemaVersion.name,
    clocks,
    lastTickAt: backlog.lastTickAt?.toISOString() ?? null,
    day: {
      ...counts,
      lagP50Ms: lagAt(0.5),
      lagP99Ms: lagAt(0.99),
      lagMaxMs: hasRun ? lagMaxMs : null,
    },
    due: backlog.due,
    oldestDueLagMs: backlog.oldestDueLagMs,
    ...stock,
    growthBytesPerDay:
      earlier === null || earlier.seconds < HOUR_SECONDS
        ? null
        : ((stock.databaseBytes - earlier.bytes) * DAY_SECONDS) / earlier.seconds,
  };
}

/** The largest tables, the processes at work, and the workspaces with the most runs. */
export async function getInstanceDetails({ db }: SchedulerContext): Promise<InstanceDetails> {
  const [tables, workers, busiest] = await Promise.all([
    listLargestTables(db, MOST_ROWS),
    listWorkers(db, MOST_ROWS),
    listBusiestWorkspaces(db, MOST_ROWS),
  ]);
  return { tables, workers, busiest };
}
