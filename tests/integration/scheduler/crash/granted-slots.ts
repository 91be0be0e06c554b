import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { SchedulerContext } from "@/lib/services/context";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { createTestUser } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

/**
 * Many slots a minute, with invariants that can still be counted.
 *
 * A slot is a minute, and only the latest one that is due runs, so that a real schedule gives a
 * routine one run a minute. Here each routine runs every 200 days. Whenever it is idle, that is, its
 * next slot is days ahead and no worker holds it, the test grants it a slot of some thirty days ago
 * that it never had, as an edit would: `next_run_at` becomes that slot, or one to two intervals
 * before it, so that the tick has one or two slots to pass over. The slot after a granted one lies
 * months ahead, so time adds none, and every grant is written down in the same statement. By the end
 * each of them must have come to exactly one outcome, with exactly the slots before it counted as
 * missed, and there must be no row that no grant explains.
 */

const INTERVAL_MINUTES = 288_000;
const GRANT_EVERY_MS = 200;
const DRAIN_WITHIN_MS = 90_000;

/**
 * Makes `count` idle routines, spread over `workspaces` workspaces. Half of them make up to three
 * attempts; a tenth skips slots that no tick came for in time; timeouts are one or two seconds.
 */
export async function prepareRoutines(
  db: Database,
  options: { url: string; count: number; workspaces: number },
): Promise<void> {
  await db.execute(sql`
    create table granted_slots (
      routine_id uuid not null,
      number integer not null,
      slot timestamptz not null,
      passed_over integer not null,
      primary key (routine_id, number)
    )
  `);
  const perWorkspace = Math.ceil(options.count / options.workspaces);
  for (let workspace = 0; workspace < options.workspaces; workspace += 1) {
    const { workspaceId } = await createTestUser(db);
    await db.execute(sql`
      insert into routines (
        workspace_id, name, interval_minutes, next_run_at, endpoint_url, timeout_seconds,
        max_attempts, misfire_policy
      )
      select ${workspaceId}, 'Routine ' || n, ${INTERVAL_MINUTES}::integer,
             date_trunc('minute', now(), 'UTC') + interval '170 days', ${options.url}::text,
             1 + n % 2, case when n % 4 < 2 then 3 else 1 end,
             case when n % 10 = 0 then 'SKIP' else 'FIRE_ONCE' end
      from generate_series(1, ${perWorkspace}::integer) as n
    `);
  }
}

/** Grants the next slot to up to `limit` idle routines. */
export async function grantSlots(db: Database, limit: number): Promise<void> {
  await db.execute(sql`
    with idle as (
      select t.id from routines as t
      where t.is_active and t.next_run_at > now() + interval '1 day' and t.lock_until is null
      order by random()
      limit ${limit}
      for update skip locked
    ), granted as (
      insert into granted_slots (routine_id, number, slot, passed_over)
      select idle.id, previous.number + 1, previous.slot + interval '1 minute', (previous.number + 1) % 3
      from idle cross join lateral (
        select coalesce(max(g.number), 0) as number,
               coalesce(max(g.slot), date_trunc('minute', now(), 'UTC') - interval '30 days') as slot
        from granted_slots as g where g.routine_id = idle.id
      ) as previous
      returning routine_id, slot, passed_over
    )
    update routines as t
    set due_at = null,
        next_run_at = granted.slot - make_interval(mins => granted.passed_over * t.interval_minutes)
    from granted where t.id = granted.routine_id
  `);
}

/** Grants slots until `isOver`. A database that is away is asked again. */
export async function keepGranting(
  db: Database,
  options: { limit: number; isOver: () => boolean },
): Promise<void> {
  while (!options.isOver()) {
    await grantSlots(db, options.limit).catch(() => undefined);
    await delay(GRANT_EVERY_MS);
  }
}

/** One worker and a sweep drain everything: ticks until no granted slot is open. */
export async function drain(context: SchedulerContext): Promise<void> {
  const { db } = context;
  await waitFor(
    "the end of every granted slot",
    async () => {
      // Attempts that wait for their time need not wait it out.
      await db.execute(sql`
        update routines set due_at = now()
        where due_at > now() and next_run_at < now() and lock_until is null
      `);
      await runDueRoutines(context);
      const [row] = await db.execute<{ open: number }>(sql`
        select count(*)::integer as open from routines
        where next_run_at < now() or lock_until is not null
      `);
      return row?.open === 0;
    },
    DRAIN_WITHIN_MS,
  );
}

export type Audit = {
  granted: number;
  /** Granted slots without a row. */
  lost: number;
  /** Granted slots whose rows do not count exactly the slots that were passed over. */
  miscounted: number;
  withoutOutcome: number;
  withSeveralOutcomes: number;
  /** Slots whose outcome is not their last attempt, or whose attempts are not 1, 2, 3 … */
  outOfOrder: number;
  /** Slots with an outcome that was superseded by anything but a later run of a replay of theirs. */
  supersededAstray: number;
  /** Runs of slots that were never granted. */
  stray: number;
  running: number;
  leased: number;
  /** Routines whose next slot is not the one after the last that was granted. */
  offAnchor: number;
};

/** What the audit of a history that kept every promise says. */
export const spotless: Omit<Audit, "granted"> = {
  lost: 0,
  miscounted: 0,
  withoutOutcome: 0,
  withSeveralOutcomes: 0,
  outOfOrder: 0,
  supersededAstray: 0,
  stray: 0,
  running: 0,
  leased: 0,
  offAnchor: 0,
};

/** Compares the history with what was granted. */
export async function auditHistory(db: Database): Promise<Audit> {
  const [audit] = await db.execute<Audit>(sql`
    with attempts as (
      select *, status = 'SUCCESS' or status = 'MISSED' and superseded_by is null
        or status = 'FAIL' and not will_retry as is_outcome
      from runs
    ), slots as (
      select g.routine_id, g.slot, g.passed_over, count(o.id) as rows,
             coalesce(sum(o.missed_slots), 0) as missed,
             count(o.id) filter (where o.is_outcome) as outcomes,
             max(o.attempt) as last_attempt,
             max(o.attempt) filter (where o.is_outcome) as outcome_attempt,
             bool_or(o.superseded_by is not null and not exists (
               select from runs as n where n.id = o.superseded_by and n.scheduled_for = o.scheduled_for
                 and n.attempt > o.attempt and n.triggered_by = 'REPLAY'
             )) as is_astray
      from granted_slots as g
      left join attempts as o on o.routine_id = g.routine_id and o.scheduled_for = g.slot
      group by g.routine_id, g.slot, g.passed_over
    ), last as (
      select routine_id, max(slot) as slot from granted_slots group by routine_id
    )
    select
      count(*)::integer as granted,
      count(*) filter (where rows = 0)::integer as lost,
      count(*) filter (where missed <> passed_over)::integer as miscounted,
      count(*) filter (where outcomes = 0)::integer as "withoutOutcome",
      count(*) filter (where outcomes > 1)::integer as "withSeveralOutcomes",
      count(*) filter (where rows <> last_attempt or last_attempt <> outcome_attempt)::integer
        as "outOfOrder",
      count(*) filter (where is_astray)::integer as "supersededAstray",
      (select count(*) from attempts as o where not exists (
        select 1 from granted_slots as g
        where g.routine_id = o.routine_id and g.slot = o.scheduled_for
      ))::integer as stray,
      (select count(*) from runs_in_flight)::integer as running,
      (select count(*) from routines where lock_until is not null)::integer as leased,
      (select count(*) from routines as t join last on last.routine_id = t.id
       where t.next_run_at <> last.slot + make_interval(mins => t.interval_minutes))::integer
        as "offAnchor"
    from slots
  `);
  if (audit === undefined) throw new Error("The history could not be read.");
  return audit;
}

/** The worker of a run that is in flight. */
export async function findWorker(db: Database, runId: string): Promise<string> {
  const [row] = await db.execute<{ worker_id: string }>(
    sql`select worker_id from runs_in_flight where id = ${runId}`,
  );
  return row?.worker_id ?? "";
}

/** The ids of the runs that have `status`. */
export async function findRuns(db: Database, status: string): Promise<Set<string>> {
  const rows = await db.execute<{ id: string }>(sql`select id from runs where status = ${status}`);
  return new Set(rows.map((row) => row.id));
}
