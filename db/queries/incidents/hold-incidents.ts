import { sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { incidentEvents, incidents } from "@/db/schema";
import type { IncidentProgress } from "@/lib/domain/incidents/incident-machine";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";

/** An incident as the machine knows it, and what its notifications need. Its row is locked. */
export type HeldIncident = {
  id: string;
  routineId: string;
  groupId: string;
  trigger: AlertTrigger;
  progress: IncidentProgress;
};

type StoredProgress = {
  [Name in keyof IncidentProgress]: Date extends IncidentProgress[Name]
    ? string | Exclude<IncidentProgress[Name], Date>
    : IncidentProgress[Name];
};

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

async function holdIncidents(tx: Transaction, condition: SQL): Promise<HeldIncident[]> {
  type Row = Omit<HeldIncident, "progress"> & { progress: StoredProgress };
  const rows = await tx.execute<{ incident: Row }>(sql`
    select json_build_object(
      'id', i.id, 'routineId', i.routine_id, 'groupId', i.group_id, 'trigger', i.trigger,
      'progress', json_build_object(
        'state', i.state, 'condition', i.condition, 'openedAt', i.opened_at,
        'acknowledgedAt', i.acknowledged_at, 'snoozedUntil', i.snoozed_until,
        'resolvedAt', i.resolved_at, 'transitions', i.transitions,
        'isResolvedByHand', i.state = 'resolved' and exists (
          select 1 from ${incidentEvents} as e
          where e.incident_id = i.id and e.transition = i.transitions and e.source <> 'POLICY'
        ),
        'reopenedCount', i.reopened_count, 'failureCount', i.failure_count,
        'goodRuns', i.good_runs, 'inMaintenance', i.in_maintenance
      )
    ) as incident
    from ${incidents} as i where ${condition}
    order by i.id for no key update of i
  `);
  return rows.map(({ incident: { progress, ...incident } }) => ({
    ...incident,
    progress: {
      ...progress,
      openedAt: new Date(progress.openedAt),
      acknowledgedAt: dateOf(progress.acknowledgedAt),
      snoozedUntil: dateOf(progress.snoozedUntil),
      resolvedAt: dateOf(progress.resolvedAt),
    },
  }));
}

/** The newest incident of each trigger of these routines. */
export function holdNewestIncidents(
  tx: Transaction,
  routineIds: readonly string[],
): Promise<HeldIncident[]> {
  const ids = sql`select id::uuid from json_array_elements_text(${JSON.stringify(routineIds)}::json) as ids(id)`;
  return holdIncidents(
    tx,
    sql`i.id in (
      select distinct on (n.routine_id, n.trigger) n.id from ${incidents} as n
      where n.routine_id = any (array(${ids}))
      order by n.routine_id, n.trigger, n.state <> 'resolved' desc, n.opened_at desc,
        n.resolved_at desc
    )`,
  );
}

/** An incident of a workspace, or null where it has no such incident. */
export async function holdIncident(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<HeldIncident | null> {
  const [incident] = await holdIncidents(tx, sql`i.workspace_id = ${workspaceId} and i.id = ${id}`);
  return incident ?? null;
}
