import { withDeadline } from "@/db/connections/deadline";
import { measureBacklog } from "@/db/queries/backlog";
import { judgeScheduler, type HealthDto } from "@/lib/domain/health";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { isLeaving } from "@/lib/services/orderly-stop";
import packageJson from "@/package.json";

/** The longest wait for the database. */
const DATABASE_SECONDS = 2;

/**
 * That this process serves, whatever the state of its database and its scheduler, and whether it is
 * about to end, so that a proxy sends its requests elsewhere.
 */
export const reportLife = (): { status: "ok" | "stopping"; version: string } => ({
  status: isLeaving() ? "stopping" : "ok",
  version: packageJson.version,
});

/** The health of this instance: its database, and how far behind its scheduler is. Never rejects. */
export async function checkHealth({ db, scheduler }: SchedulerContext): Promise<HealthDto> {
  const startedAtMs = performance.now();
  try {
    const backlog = await withDeadline(DATABASE_SECONDS, () =>
      measureBacklog(db, scheduler.slackSeconds),
    );
    const problems = judgeScheduler(
      { ...backlog, processAgeMs: scheduler.hasLastingProcess ? performance.now() : null },
      scheduler.maxLagSeconds * SECOND_MS,
    );
    return {
      status: problems.length === 0 ? "ok" : "late",
      problems,
      database: { status: "ok", latency_ms: Math.round(performance.now() - startedAtMs) },
      scheduler: {
        last_tick_at: backlog.lastTickAt?.toISOString() ?? null,
        due: backlog.due,
        oldest_due_lag_ms: backlog.oldestDueLagMs,
        lag_ms: backlog.lagMs,
      },
      version: packageJson.version,
    };
  } catch (cause) {
    log.error({ err: cause }, "the database is out of reach");
    return {
      status: "down",
      problems: ["database_down"],
      database: { status: "down", latency_ms: null },
      scheduler: { last_tick_at: null, due: null, oldest_due_lag_ms: null, lag_ms: null },
      version: packageJson.version,
    };
  }
}
