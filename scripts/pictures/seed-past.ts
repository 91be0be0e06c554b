import type postgres from "postgres";
import {
  pastSlots,
  plausiblePast,
  shownRoutines,
  type PastRun,
  type ShownRoutine,
} from "@/scripts/pictures/plausible-past";

const ROWS_A_STATEMENT = 500;

const headers = { "content-type": "application/json", "cache-control": "no-store" };

/**
 * Puts routines with a past of a day in the place of those that a workspace has. They call the same
 * server as the ones before, so that they can run on.
 */
export async function seedPast(sql: postgres.Sql, userId: string, now: Date): Promise<void> {
  const [home] = await sql<{ id: string; origin: string }[]>`
    select w.id, substring(r.endpoint_url from '^https?://[^/]+') as origin
    from workspaces as w join routines as r on r.workspace_id = w.id
    where w.owner_id = ${userId} limit 1`;
  if (home === undefined) throw new Error("The demo account has no routines to take the place of.");
  await sql`delete from routines where workspace_id = ${home.id}`;
  for (const routine of shownRoutines) {
    const { slots, next } = pastSlots(routine.schedule, now);
    const past = plausiblePast(routine, slots, now);
    const id = await insertRoutine(sql, home, routine, {
      next,
      last: past.at(-1)?.slot ?? null,
      since: slots[0] ?? now,
    });
    const rows = past.map((run) => toRow(run, home.id, id));
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
      await insertRuns(sql, rows.slice(at, at + ROWS_A_STATEMENT));
    }
  }
}

async function insertRoutine(
  sql: postgres.Sql,
  home: { id: string; origin: string },
  routine: ShownRoutine,
  times: { next: Date; last: Date | null; since: Date },
): Promise<string> {
  const { schedule } = routine;
  const isCron = schedule.kind === "cron";
  const [row] = await sql<{ id: string }[]>`
    insert into routines
      (workspace_id, name, kind, http_method, endpoint_url, interval_minutes, cron_expression, timezone,
        next_run_at, last_run_at, is_active, success_rules, misfire_policy, created_at)
    values
      (${home.id}, ${routine.name}, ${routine.kind}, ${routine.method}, ${home.origin + routine.path},
        ${isCron ? null : schedule.intervalMinutes}, ${isCron ? schedule.expression : null},
        ${isCron ? schedule.timezone : "UTC"}, ${times.next.toISOString()}::timestamptz,
        ${times.last?.toISOString() ?? null}::timestamptz, ${routine.story !== "paused"},
        ${JSON.stringify(routine.rules)}::text::jsonb, ${routine.story === "gap" ? "SKIP" : "FIRE_ONCE"},
        ${times.since.toISOString()}::timestamptz)
    returning id`;
  if (row === undefined) throw new Error("A routine was not inserted.");
  return row.id;
}

/** The columns of a run by their names in the database. */
function toRow(run: PastRun, workspaceId: string, routineId: string) {
  const startedAt = new Date(run.slot.getTime() + run.lagMs);
  const wasSent = run.status !== "MISSED";
  const hasAnswer = run.httpStatus !== null;
  const share = (part: number) => (hasAnswer ? Math.round(run.durationMs * part) : null);
  return {
    workspace_id: workspaceId,
    routine_id: routineId,
    triggered_by: "SCHEDULE",
    status: run.status,
    http_status: run.httpStatus,
    duration_ms: wasSent ? run.durationMs : null,
    error_code: run.errorCode,
    error_message: run.httpStatus === 503 ? "The server answered 503." : null,
    scheduled_for: run.slot.toISOString(),
    lag_ms: wasSent ? run.lagMs : null,
    is_degraded: run.isDegraded,
    dns_ms: share(0.02),
    connect_ms: share(0.08),
    first_byte_ms: share(0.75),
    remote_address: hasAnswer ? "127.0.0.1" : null,
    response_headers_json: hasAnswer ? headers : null,
    response_bytes: hasAnswer ? (run.body ?? '{"ok":true}').length : null,
    response_body: run.body,
    worker_id: wasSent ? "worker-1" : null,
    started_at: wasSent ? startedAt.toISOString() : null,
    finished_at: new Date(startedAt.getTime() + (wasSent ? run.durationMs : 0)).toISOString(),
    created_at: startedAt.toISOString(),
  };
}

async function insertRuns(
  sql: postgres.Sql,
  rows: readonly ReturnType<typeof toRow>[],
): Promise<void> {
  await sql`
    insert into routine_runs
      (workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code, error_message,
        scheduled_for, lag_ms, is_degraded, dns_ms, connect_ms, first_byte_ms, remote_address,
        response_headers_json, response_bytes, response_body, worker_id, started_at, finished_at, created_at)
    select workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code, error_message,
      scheduled_for, lag_ms, is_degraded, dns_ms, connect_ms, first_byte_ms, remote_address,
      response_headers_json, response_bytes, response_body, worker_id, started_at, finished_at, created_at
    from jsonb_populate_recordset(null::routine_runs, ${JSON.stringify(rows)}::text::jsonb)`;
}
