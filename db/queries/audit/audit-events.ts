import { and, desc, eq, gte, ilike, lt, or, sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { auditEvents } from "@/db/schema";
import type {
  AuditAction,
  AuditChange,
  AuditFilter,
  AuditTarget,
} from "@/lib/domain/audit/audit-event";

export type AuditEventRow = Omit<
  typeof auditEvents.$inferSelect,
  "workspaceId" | "transactionId"
> & { actorExists: boolean; targetExists: boolean };

const event = auditEvents;

// Written out with the table's name: in a selection Drizzle leaves it out, and the inner tables have the
// same columns.
const outer = sql`audit_events`;

const actorExists = sql<boolean>`case
  when ${outer}.actor_id is not null then exists (
    select from workspace_members as m
    where m.workspace_id = ${outer}.workspace_id and m.user_id = ${outer}.actor_id
  )
  when ${outer}.key_id is not null then exists (
    select from api_keys as k where k.workspace_id = ${outer}.workspace_id and k.id = ${outer}.key_id
  )
  else true end`;

/** The tables in which a target is found by its id. */
const targetTables = {
  routine: "routines",
  run: "runs",
  incident: "incidents",
  replay: "replays",
  channel: "channels",
  tag: "tags",
  maintenance: "maintenance_windows",
  secret: "workspace_secrets",
  key: "api_keys",
  invitation: "workspace_invitations",
} as const satisfies Partial<Record<AuditTarget, string>>;

const targetExists = sql<boolean>`case ${outer}.target_kind
  when 'member' then exists (
    select from workspace_members as m
    where m.workspace_id = ${outer}.workspace_id and m.user_id = ${outer}.target_id
  )
  ${sql.join(
    Object.entries(targetTables).map(
      ([kind, table]) => sql`when ${sql.raw(`'${kind}'`)} then exists (
        select from ${sql.identifier(table)} as t
        where t.workspace_id = ${outer}.workspace_id and t.id = ${outer}.target_id
      )`,
    ),
    sql` `,
  )}
  else true end`;

const columns = {
  id: event.id,
  at: event.at,
  actorId: event.actorId,
  actorEmail: event.actorEmail,
  keyId: event.keyId,
  keyName: event.keyName,
  address: event.address,
  action: event.action,
  targetKind: event.targetKind,
  targetId: event.targetId,
  targetName: event.targetName,
  changes: event.changes,
  actorExists,
  targetExists,
};

/** `%` and `_` stand for themselves in a search. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

function matchesText(q: string | undefined): SQL | undefined {
  if (q === undefined || q === "") return undefined;
  const pattern = `%${escapeLike(q)}%`;
  return or(
    ...[event.targetName, event.actorEmail, event.keyName, event.address, event.action].map(
      (column) => ilike(column, pattern),
    ),
  );
}

/** Up to `limit` events that fit a filter, the newest first, after the one with the id `after`. */
export function findAuditEvents(
  tx: Transaction,
  workspaceId: string,
  options: AuditFilter & { limit: number; after?: number | undefined },
): Promise<AuditEventRow[]> {
  const { actor, key_id, action, target_kind, target_id, from, to, q, after, limit } = options;
  return tx
    .select(columns)
    .from(event)
    .where(
      and(
        eq(event.workspaceId, workspaceId),
        actor === undefined ? undefined : eq(event.actorId, actor),
        key_id === undefined ? undefined : eq(event.keyId, key_id),
        action === undefined ? undefined : eq(event.action, action),
        target_kind === undefined ? undefined : eq(event.targetKind, target_kind),
        target_id === undefined ? undefined : eq(event.targetId, target_id),
        from === undefined ? undefined : gte(event.at, from),
        to === undefined ? undefined : lt(event.at, to),
        matchesText(q),
        after === undefined ? undefined : lt(event.id, after),
      ),
    )
    .orderBy(desc(event.id))
    .limit(limit);
}

/** Adds an event of the transaction's actor, who belongs to the workspace. */
export async function insertAuditEvent(
  tx: Transaction,
  workspaceId: string,
  added: {
    action: AuditAction;
    target: { kind: AuditTarget; id: string | null; name: string | null };
    changes: readonly AuditChange[];
  },
): Promise<void> {
  const { action, target, changes } = added;
  await tx.execute(sql`
    select public.note_audit_event(
      ${workspaceId}::uuid, ${action}::text, ${target.kind}::text, ${target.id}::uuid,
      ${target.name}::text, ${JSON.stringify(changes)}::jsonb
    )`);
}

/**
 * Deletes up to `limit` events that are older than `retentionDays`, in all workspaces, and returns their
 * number. The database keeps each for 30 days at least.
 */
export async function trimAuditEvents(
  db: Database,
  { retentionDays, limit }: { retentionDays: number; limit: number },
): Promise<number> {
  const [row] = await db.execute<{ deleted: number }>(
    sql`select public.trim_audit_events(${retentionDays}::integer, ${limit}::integer) as deleted`,
  );
  return row?.deleted ?? 0;
}
