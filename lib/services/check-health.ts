import { withDeadline } from "@/db/connections/deadline";
import { measureBacklog } from "@/db/queries/backlog";
import type { HealthDto } from "@/lib/domain/health";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import packageJson from "@/package.json";

/** The longest wait for the database. */
const DATABASE_SECONDS = 2;

/** The health of this instance: its database, and how far behind its scheduler is. Never rejects. */
export async function checkHealth(context: SchedulerContext): Promise<HealthDto> {
  const startedAtMs = performance.now();
  try {
    const backlog = await withDeadline(DATABASE_SECONDS, () =>
      measureBacklog(context.db, context.scheduler.slackSeconds),
    );
    return {
      status: "ok",
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
      database: { status: "down", latency_ms: null },
      scheduler: { last_tick_at: null, due: null, oldest_due_lag_ms: null, lag_ms: null },
      version: packageJson.version,
    };
  }
}
