import { sql, type SQL } from "drizzle-orm";
import { replays, replaySlots, routines } from "@/db/schema";

/** The most replays that one read finds; the others are due for longer, and come first the next time. */
const MOST_DUE = 50;

/** A routine's own slot is delayed by a replay's request of its own for so long, at most. */
const LONGEST_DELAY_SECONDS = 5;

/** A replay that is due, and the routine whose next slot it may start; null where none can take one. */
export type DueReplay = {
  id: string;
  next: {
    workspaceId: string;
    routineId: string;
    host: string;
    route: string;
    hasSucceeded: boolean;
  } | null;
};

/**
 * The condition that a routine may take a slot of a replay now: nothing of it is in flight, it isn't
 * paused, and its own next slot is further away than a request takes, so that no replay delays it. A
 * routine that has ended takes its old slots.
 */
export function mayReplay(routine: string, slot: string): SQL {
  const r = sql.raw(`"${routine}"`);
  return sql`
    (${r}.lock_until is null or ${r}.lock_until <= now())
    and (
      ${r}.is_active and ${sql.raw(`"${slot}"`)}.slot < ${r}.next_run_at
      and greatest(${r}.due_at, ${r}.next_run_at) > now() + make_interval(secs =>
        greatest(1, ${r}.timeout_seconds - ${LONGEST_DELAY_SECONDS}::integer))
      or not ${r}.is_active and (${r}.ends_at <= ${r}.next_run_at or ${r}.run_at < ${r}.next_run_at)
    )
  `;
}

/**
 * A scalar: the replays that are due, those that have waited longest first, each with the routine of the
 * first of its slots that can start. While no replay is under way, it is one look at an empty index.
 */
export const dueReplays = (): SQL => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('id', due.id, 'next', next.routine)), '[]')
  from (
    select p.id, p.workspace_id, p.state from ${replays} as p
    where p.finished_at is null and p.next_at <= now()
    order by p.next_at limit ${MOST_DUE}
  ) as due
  left join lateral (
    select jsonb_build_object(
      'workspaceId', r.workspace_id, 'routineId', r.id, 'host', r.endpoint_host,
      'route', translate(split_part(r.endpoint_url, '?', 1), '0123456789', ''),
      'hasSucceeded', coalesce(r.last_outcome in ('SUCCESS', 'DEGRADED'), false)
    ) as routine
    from ${replaySlots} as s
    join ${routines} as r on r.workspace_id = s.workspace_id and r.id = s.routine_id
    where due.state = 'RUNNING' and s.workspace_id = due.workspace_id and s.replay_id = due.id
      and s.state = 'WAITING' and ${mayReplay("r", "s")}
    order by s.position limit 1
  ) as next on true
)`;

/**
 * A scalar: milliseconds until the next replay is due, of all of them or of those that aren't yet. Null
 * where there is none, and negative where it is due already.
 */
export const nextReplayMs = ({ onlyLater }: { onlyLater: boolean }): SQL => sql`(
  select ceil(extract(epoch from p.next_at - now()) * 1000)::float8
  from ${replays} as p
  where p.finished_at is null ${onlyLater ? sql`and p.next_at > now()` : sql``}
  order by p.next_at limit 1
)`;
