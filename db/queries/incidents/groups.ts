import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { incidentGroups, incidents } from "@/db/schema";
import {
  JOIN_MINUTES,
  ownErrors,
  type Cause,
  type GroupCandidate,
} from "@/lib/domain/incidents/incident-group";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { toWire } from "@/lib/domain/wire";

/** A group as it is stored. */
export type HeldGroup = GroupCandidate & {
  workspaceId: string;
  openedAt: Date;
  incidentCount: number;
};

/** The groups that share something with one of these incidents of their workspaces, as far as one may join. */
export async function findJoinableGroups(
  tx: Transaction,
  opened: readonly (Cause & { workspaceId: string; openedAt: Date })[],
): Promise<HeldGroup[]> {
  type Stored = Omit<HeldGroup, "openedAt" | "lastJoinedAt"> &
    Record<"openedAt" | "lastJoinedAt", string>;
  const causes = opened.map(({ workspaceId, endpointHost, errorCode, trigger }) =>
    toWire({
      ...{ workspaceId, endpointHost, trigger },
      errorCode: ownErrors.has(errorCode) ? null : errorCode,
    }),
  );
  const earliestMs = Math.min(...opened.map(({ openedAt }) => openedAt.getTime()));
  const since = new Date(earliestMs - JOIN_MINUTES * MINUTE_MS).toISOString();
  const [found] = await tx.execute<{ groups: Stored[] }>(sql`
    with causes as (
      select distinct workspace_id, endpoint_host, error_code, "trigger" = 'MISSED' as is_missed
      from json_to_recordset(${JSON.stringify(causes)}::json) as c(
        workspace_id uuid, endpoint_host text, error_code text, "trigger" text
      )
    ), joinable as (
      select * from ${incidentGroups}
      where last_joined_at >= ${since}
        and workspace_id in (select workspace_id from causes)
    ), shared as (
      -- One join for each thing in common, so that each can be hashed.
      select g.id from joinable as g
      join causes as c on c.workspace_id = g.workspace_id and c.endpoint_host = g.endpoint_host
      union
      select g.id from joinable as g
      join causes as c on c.workspace_id = g.workspace_id and c.error_code = g.error_code
      union
      select g.id from joinable as g
      join causes as c on c.workspace_id = g.workspace_id and c.is_missed
      join ${incidents} as i on i.group_id = g.id and i.trigger = 'MISSED'
    )
    select coalesce(json_agg(json_build_object(
      'id', g.id, 'workspaceId', g.workspace_id, 'endpointHost', g.endpoint_host,
      'errorCode', g.error_code, 'incidentCount', g.incident_count,
      'openedAt', g.opened_at, 'lastJoinedAt', g.last_joined_at,
      'hasMissed', exists (
        select 1 from ${incidents} as i where i.group_id = g.id and i.trigger = 'MISSED'
      )
    ) order by g.opened_at, g.id), '[]') as groups
    from joinable as g join shared on shared.id = g.id
  `);
  return (found?.groups ?? []).map((group) => ({
    ...group,
    openedAt: new Date(group.openedAt),
    lastJoinedAt: new Date(group.lastJoinedAt),
  }));
}

/** Writes groups, new ones and those that were joined. */
export async function saveGroups(tx: Transaction, groups: readonly HeldGroup[]): Promise<void> {
  if (groups.length === 0) return;
  await tx.execute(sql`
    insert into ${incidentGroups} as g (
      id, workspace_id, endpoint_host, error_code, incident_count, opened_at, last_joined_at
    )
    select "id", "workspaceId", "endpointHost", "errorCode", "incidentCount", "openedAt",
      "lastJoinedAt"
    from json_to_recordset(${JSON.stringify(groups)}::json) as n(
      "id" uuid, "workspaceId" uuid, "endpointHost" text, "errorCode" text,
      "incidentCount" integer, "openedAt" timestamptz, "lastJoinedAt" timestamptz
    )
    on conflict (id) do update
    set endpoint_host = excluded.endpoint_host, error_code = excluded.error_code,
      incident_count = excluded.incident_count, last_joined_at = excluded.last_joined_at
  `);
}
