import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { hasErrorCode } from "@/db/connections/transient-error";
import { routines, schedulerState, workspaces } from "@/db/schema";
import type { LagSummary } from "@/lib/domain/run/lag";

/** The states of SQL for a schema, a table or a column that isn't there. */
const missingParts: ReadonlySet<string> = new Set(["3F000", "42P01", "42703"]);

/** True for the error of a statement that names a part of the schema that the database doesn't have. */
export const isOldSchemaError = (error: unknown): boolean =>
  hasErrorCode(error, (code) => missingParts.has(code));

type Backlog = {
  due: number;
  /** Milliseconds since the oldest slot that is due; 0 where nothing is due. */
  oldestDueLagMs: number;
  lastTickAt: Date | null;
  /** By the database's clock; null where there never was a tick. */
  lastTickAgeMs: number | null;
  /** Milliseconds since the first workspace was made; null where there is none, or was a tick. */
  databaseAgeMs: number | null;
  /** The lag of the last tick that ran anything. */
  lagMs: LagSummary;
  /** When the newest migration of the schema was made, in milliseconds; null where there is none. */
  schemaMadeAt: number | null;
  /** Whether the database takes no writes: its disk is full, or another server took over. */
  isReadOnly: boolean;
};

const due = sql`greatest(due_at, next_run_at)`;

/**
 * The number of due and unclaimed routines, the lag of the last tick, and the version of the schema.
 * @throws an error with `isOldSchemaError` where the schema is older than this query.
 */
export async function measureBacklog(db: Database, slackSeconds: number): Promise<Backlog> {
  const [row] = await db.execute<Record<string, string | null>>(sql`
    select backlog.*, current_setting('transaction_read_only') as read_only, state.last_tick_at, state.lag_p50_ms, state.lag_p99_ms, state.lag_max_ms,
      round(extract(epoch from now() - state.last_tick_at) * 1000) as last_tick_age_ms,
      case when state.last_tick_at is null then (
        select round(extract(epoch from now() - min(created_at)) * 1000) from ${workspaces}
      ) end as database_age_ms,
      (select max(created_at) from drizzle.__drizzle_migrations) as schema_made_at
    from (
      select count(*) as due,
             greatest(0, round(extract(epoch from now() - min(${due})) * 1000)) as oldest_due_lag_ms
      from ${routines}
      where is_active and ${due} <= now() + make_interval(secs => ${slackSeconds})
        and (lock_until is null or lock_until <= now())
    ) as backlog
    left join ${schedulerState} as state on true
  `);
  return {
    isReadOnly: row?.read_only === "on",
    due: Number(row?.due ?? 0),
    oldestDueLagMs: Number(row?.oldest_due_lag_ms ?? 0),
    lastTickAt: row?.last_tick_at == null ? null : new Date(row.last_tick_at),
    lastTickAgeMs: row?.last_tick_age_ms == null ? null : Number(row.last_tick_age_ms),
    databaseAgeMs: row?.database_age_ms == null ? null : Number(row.database_age_ms),
    lagMs: {
      p50: Number(row?.lag_p50_ms ?? 0),
      p99: Number(row?.lag_p99_ms ?? 0),
      max: Number(row?.lag_max_ms ?? 0),
    },
    schemaMadeAt: row?.schema_made_at == null ? null : Number(row.schema_made_at),
  };
}

/** Records that a tick runs now, and the lag of its runs; null where it has run none. */
export async function recordTick(db: Database, lag: LagSummary | null): Promise<void> {
  await db.execute(
    lag === null
      ? sql`update ${schedulerState} set last_tick_at = now()`
      : sql`update ${schedulerState} set last_tick_at = now(), lag_p50_ms = ${lag.p50},
              lag_p99_ms = ${lag.p99}, lag_max_ms = ${lag.max}`,
  );
}

/** Whether the server follows another one, and so takes no writes until it is promoted. */
export async function isStandby(db: Database): Promise<boolean> {
  const [row] = await db.execute<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`);
  return row?.standby ?? false;
}
