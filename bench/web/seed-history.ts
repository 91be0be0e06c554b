import type postgres from "postgres";

export type History = {
  workspaceId: string;
  routines: number;
  /** Spread evenly over the routines, each run a slot of its routine, the newest within the last one. */
  runs: number;
  endpointOrigin: string;
};

/** Minutes, taken in turn: a workspace has quick checks and slow reports. */
const INTERVALS = [5, 10, 15, 30, 60, 60, 60, 360] as const;

/**
 * Fills a workspace: of its routines one in fifty fails at the moment and one in twenty fails now and
 * then; the rest succeeds, 2 % of it slowly and 0.3 % of it not. A few slots were missed. Runs carry
 * the evidence that a real one has. Nothing falls due in the hours to come. The same numbers give the
 * same history.
 */
export async function seedHistory(sql: postgres.Sql, history: History): Promise<void> {
  const runsEach = Math.max(1, Math.floor(history.runs / history.routines));
  await sql.begin(async (tx) => {
    await tx`select setseed(0.25)`;
    await tx`
      insert into routines
        (workspace_id, name, kind, interval_minutes, next_run_at, last_run_at, endpoint_url, is_active)
      select ${history.workspaceId}, 'Routine ' || lpad(n::text, 5, '0'),
        (array['PING', 'CHECK', 'WEBHOOK'])[1 + n % 3], minutes,
        date_bin(make_interval(mins => minutes), now() + interval '6 hours', 'epoch')
          + make_interval(mins => minutes),
        date_bin(make_interval(mins => minutes), now(), 'epoch'),
        ${history.endpointOrigin} || '/' || n, n % 40 <> 0
      from generate_series(1, ${history.routines}::integer) as n,
        lateral (select (${sql.array([...INTERVALS])}::integer[])[1 + n % ${INTERVALS.length}::integer] as minutes) as chosen`;
    await tx`
      insert into routine_runs
        (workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code,
          error_message, scheduled_for, lag_ms, is_degraded, dns_ms, connect_ms, tls_ms, first_byte_ms,
          remote_address, response_headers_json, response_bytes, response_body, started_at,
          finished_at, created_at)
      select workspace_id, routine_id, 'SCHEDULE', status,
        case status when 'SUCCESS' then 200 when 'FAIL' then 503 end,
        case when status <> 'MISSED' then took end,
        case when status = 'FAIL' then 'HTTP_STATUS' end,
        case when status = 'FAIL' then 'The server responded with 503.' end,
        slot, case when status <> 'MISSED' then lag end, status = 'SUCCESS' and draw > 0.98,
        case when status <> 'MISSED' then took / 20 end, case when status <> 'MISSED' then took / 10 end,
        case when status <> 'MISSED' then took / 8 end, case when status <> 'MISSED' then took / 2 end,
        case when status <> 'MISSED' then '127.0.0.1' end,
        case when status <> 'MISSED' then ${sql.json({ "content-type": "application/json", server: "nginx", "cache-control": "no-store" })} end,
        case when status <> 'MISSED' then 80 end,
        case when status = 'FAIL' then ${JSON.stringify({ error: "unavailable", retry_after_seconds: 30 })} end,
        case when status <> 'MISSED' then slot + make_interval(secs => lag / 1000.0) end,
        slot + make_interval(secs => (lag + took) / 1000.0), slot + make_interval(secs => lag / 1000.0)
      from (
        select *, case
            when draw < 0.001 then 'MISSED'
            when place % 50 = 0 and age < 12 then 'FAIL'
            when place % 20 = 1 and draw < 0.15 then 'FAIL'
            when draw < 0.004 then 'FAIL'
            else 'SUCCESS'
          end as status
        from (
          select r.workspace_id, r.id as routine_id, substr(r.name, 9)::integer as place, age,
            r.last_run_at - make_interval(mins => r.interval_minutes * age) as slot,
            random() as draw, (40 * exp(3 * random()))::integer as took,
            (20 + 900 * random())::integer as lag
          from routines as r, generate_series(0, ${runsEach}::integer - 1) as age
          where r.workspace_id = ${history.workspaceId}
          order by slot
        ) as drawn
      ) as runs`;
  });
  await sql`vacuum analyze`;
}
