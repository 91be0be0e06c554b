import { withDeadline } from "@/db/connections/deadline";
import { isOldSchemaError, measureBacklog } from "@/db/queries/backlog";
import { judgeScheduler, judgeSchema, type HealthDto } from "@/lib/domain/health";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { isLeaving } from "@/lib/services/orderly-stop";
import { appVersion, nameSchemaVersion, schemaVersion } from "@/lib/version";

/** The longest wait for the database. */
const DATABASE_SECONDS = 2;

/**
 * That this process serves, whatever the state of its database and its scheduler, and whether it is
 * about to end, so that a proxy sends its requests elsewhere.
 */
export const reportLife = (): { status: "ok" | "stopping"; version: string } => ({
  status: isLeaving() ? "stopping" : "ok",
  version: appVersion,
});

const unknownScheduler = { last_tick_at: null, due: null, oldest_due_lag_ms: null, lag_ms: null };

/**
 * The health of this instance: its database and the version of its schema, and how far behind its
 * scheduler is. Never rejects.
 */
export async function checkHealth({ db, scheduler }: SchedulerContext): Promise<HealthDto> {
  const startedAtMs = performance.now();
  const findDatabase = (): HealthDto["database"] => ({
    status: "ok",
    latency_ms: Math.round(performance.now() - startedAtMs),
  });
  try {
    const backlog = await withDeadline(DATABASE_SECONDS, () =>
      measureBacklog(db, scheduler.slackSeconds),
    );
    const { schemaMadeAt } = backlog;
    const schema = {
      status: judgeSchema(schemaMadeAt, schemaVersion.madeAt),
      version: schemaMadeAt === null ? null : nameSchemaVersion(schemaMadeAt),
      expected: schemaVersion.name,
    };
    const isBehind = schema.status === "behind";
    const problems = judgeScheduler(
      { ...backlog, processAgeMs: scheduler.hasLastingProcess ? performance.now() : null },
      scheduler.maxLagSeconds * SECOND_MS,
    );
    return {
      status: isBehind ? "down" : problems.length === 0 ? "ok" : "late",
      problems: [...(isBehind ? (["schema_behind"] as const) : []), ...problems],
      database: findDatabase(),
      schema,
      scheduler: {
        last_tick_at: backlog.lastTickAt?.toISOString() ?? null,
        due: backlog.due,
        oldest_due_lag_ms: backlog.oldestDueLagMs,
        lag_ms: backlog.lagMs,
      },
      version: appVersion,
    };
  } catch (cause) {
    const isBehind = isOldSchemaError(cause);
    log.error({ err: cause }, isBehind ? "the schema is too old" : "the database is out of reach");
    return {
      status: "down",
      problems: [isBehind ? "schema_behind" : "database_down"],
      database: isBehind ? findDatabase() : { status: "down", latency_ms: null },
      schema: {
        status: isBehind ? "behind" : null,
        version: null,
        expected: schemaVersion.name,
      },
      scheduler: unknownScheduler,
      version: appVersion,
    };
  }
}
