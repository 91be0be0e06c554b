import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { SignalRun } from "@/db/queries/incidents/signals";
import {
  channels,
  incidentEvents,
  incidents,
  notifications,
  routineRuns,
  routineTags,
  tags,
} from "@/db/schema";
import type { TransitionMade } from "@/lib/domain/incidents/decide-runs";
import type { IncidentProgress } from "@/lib/domain/incidents/incident-machine";
import type { AlertTrigger, IncidentSource } from "@/lib/domain/incidents/incident-options";
import { toWire } from "@/lib/domain/wire";

/** The columns that the machine decides. `isResolvedByHand` is read from the timeline. */
const progressOf = ({ isResolvedByHand, ...progress }: IncidentProgress) => toWire(progress);

/** What an incident copies of its newest bad run. */
const copiedOf = ({ runId, errorCode, httpStatus, errorMessage }: SignalRun) =>
  toWire({ lastRunId: runId, errorCode, httpStatus, errorMessage });

const progressRecord = sql.raw(`state text, condition jsonb, opened_at timestamptz,
  acknowledged_at timestamptz, snoozed_until timestamptz, resolved_at timestamptz,
  transitions integer, reopened_count integer, failure_count integer, good_runs integer,
  in_maintenance boolean`);
const progressColumns = sql.raw(`state, condition, opened_at, acknowledged_at, snoozed_until,
  resolved_at, transitions, reopened_count, failure_count, good_runs, in_maintenance`);
const copiedRecord = sql.raw(
  "last_run_id uuid, error_code text, http_status integer, error_message text",
);

export type IncidentUpdate = {
  id: string;
  progress: IncidentProgress;
  /** Null where its newest bad run is the same. */
  newest: SignalRun | null;
};

export async function updateIncidents(
  tx: Transaction,
  updates: readonly IncidentUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  const rows = updates.map(({ id, progress, newest }) => ({
    id,
    ...progressOf(progress),
    ...(newest !== null && copiedOf(newest)),
  }));
  await tx.execute(sql`
    update ${incidents} as i
    set state = n.state, condition = n.condition, opened_at = n.opened_at,
      acknowledged_at = n.acknowledged_at,
      acknowledged_by = case when n.acknowledged_at is not null then i.acknowledged_by end,
      snoozed_until = n.snoozed_until, resolved_at = n.resolved_at, transitions = n.transitions,
      reopened_count = n.reopened_count, failure_count = n.failure_count, good_runs = n.good_runs,
      in_maintenance = n.in_maintenance,
      last_run_id = coalesce(n.last_run_id, i.last_run_id),
      error_code = case when n.last_run_id is null then i.error_code else n.error_code end,
      http_status = case when n.last_run_id is null then i.http_status else n.http_status end,
      error_message = case when n.last_run_id is null then i.error_message else n.error_message end
    from json_to_recordset(${JSON.stringify(rows)}::json) as n(
      id uuid, ${progressRecord}, ${copiedRecord}
    )
    where i.id = n.id
  `);
}

export type NewIncident = {
  id: string;
  workspaceId: string;
  routineId: string;
  groupId: string;
  trigger: AlertTrigger;
  endpointHost: string;
  progress: IncidentProgress;
  /** The runs that opened it, newest first. */
  opening: readonly SignalRun[];
  newest: SignalRun;
};

/** The most runs that the last good one is looked for among. */
const MOST_LOOKED_AT = 1_000;

/** Inserts incidents, each with the time of the last run before it that was good for its condition. */
export async function insertIncidents(
  tx: Transaction,
  opened: readonly NewIncident[],
): Promise<void> {
  if (opened.length === 0) return;
  const rows = opened.map(({ progress, opening, newest, ...incident }) => {
    const first = opening.at(-1) ?? newest;
    return {
      ...toWire(incident),
      ...progressOf(progress),
      ...copiedOf(newest),
      first_run_id: first.runId,
      began_at: first.createdAt,
    };
  });
  await tx.execute(sql`
    insert into ${incidents} (
      id, workspace_id, routine_id, group_id, "trigger", endpoint_host, ${progressColumns},
      last_run_id, error_code, http_status, error_message, first_run_id, last_good_at
    )
    select n.id, n.workspace_id, n.routine_id, n.group_id, n.trigger, n.endpoint_host,
      ${progressColumns}, n.last_run_id, n.error_code, n.http_status, n.error_message,
      n.first_run_id, good.finished_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as n(
      id uuid, workspace_id uuid, routine_id uuid, group_id uuid, "trigger" text,
      endpoint_host text, ${progressRecord}, ${copiedRecord}, first_run_id uuid, began_at timestamptz
    )
    left join lateral (
      select o.finished_at
      from (
        select * from ${routineRuns} as r
        where r.routine_id = n.routine_id and r.created_at < n.began_at
        order by r.created_at desc limit ${MOST_LOOKED_AT}
      ) as o
      where case n.trigger
        when 'MISSED' then o.triggered_by = 'SCHEDULE' and o.status in ('SUCCESS', 'FAIL')
          and o.missed_slots = 0 and not o.will_retry and o.error_code is distinct from 'ABANDONED'
        when 'CERTIFICATE' then o.certificate_expires_at
          >= o.finished_at + make_interval(days => (n.condition ->> 'days')::integer)
        when 'SLOW' then o.status = 'SUCCESS' and o.duration_ms <= (n.condition ->> 'duration_ms')::integer
        when 'DEGRADED' then o.status = 'SUCCESS' and not o.is_degraded
        else o.status = 'SUCCESS'
      end
      order by o.created_at desc limit 1
    ) as good on true
  `);
}

/** A transition, and where it came from. */
export type TransitionRow = TransitionMade & {
  workspaceId: string;
  routineId: string;
  source: IncidentSource;
  actorId: string | null;
  note: string | null;
  snoozedUntil: Date | null;
  /** When its notifications may be bundled. */
  dueAt: Date;
};

/**
 * Writes transitions into the timelines of their incidents, and into the outbox a row for each channel
 * that listens: it is active, has the event, and is for the routine. What is quiet ends there with its
 * reason.
 */
export async function insertTransitions(
  tx: Transaction,
  transitions: readonly TransitionRow[],
): Promise<void> {
  if (transitions.length === 0) return;
  const rows = JSON.stringify(transitions.map((transition) => toWire(transition)));
  await tx.execute(sql`
    with made as (
      select * from json_to_recordset(${rows}::json) as t(
        workspace_id uuid, routine_id uuid, incident_id uuid, transition integer, type text,
        at timestamptz, source text, actor_id uuid, note text, run_id uuid,
        snoozed_until timestamptz, event text, quiet text, due_at timestamptz
      )
    ), logged as (
      insert into ${incidentEvents} (
        workspace_id, incident_id, type, transition, at, source, actor_id, note, run_id,
        snoozed_until
      )
      select workspace_id, incident_id, type, transition, at, source, actor_id, note, run_id,
        snoozed_until
      from made order by at, incident_id, transition
    )
    insert into ${notifications} (
      workspace_id, incident_id, channel_id, transition, event, due_at, skip_reason
    )
    select made.workspace_id, made.incident_id, c.id, made.transition, made.event, made.due_at,
      made.quiet
    from made
    join ${channels} as c on c.workspace_id = made.workspace_id
    where c.is_active and c.events ? made.event
      and (
        jsonb_array_length(c.routine_ids) + jsonb_array_length(c.tags) = 0
        or c.routine_ids ? made.routine_id::text
        or exists (
          select 1 from ${routineTags} as rt
          join ${tags} as t on t.workspace_id = rt.workspace_id and t.id = rt.tag_id
          where rt.workspace_id = made.workspace_id and rt.routine_id = made.routine_id
            and exists (
              select 1 from jsonb_array_elements_text(c.tags) as named(tag)
              where lower(named.tag) = lower(t.name)
            )
        )
      )
    order by made.at, made.incident_id, made.transition
  `);
}
