import { insertAuditEvent } from "@/db/queries/audit/audit-events";
import type { AuditAction, AuditChange, AuditTarget } from "@/lib/domain/audit/audit-event";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * Adds an event to the audit log for what no changed row shows, such as a run that somebody asked for.
 * Changes of rows are there by themselves: triggers write them.
 */
export function recordAuditEvent(
  context: Pick<ServiceContext, "db" | "actor" | "workspaceId">,
  action: AuditAction,
  target: { kind: AuditTarget; id?: string | null; name?: string | null },
  changes: readonly AuditChange[] = [],
): Promise<void> {
  const { kind, id = null, name = null } = target;
  return asActor(context, (tx) =>
    insertAuditEvent(tx, context.workspaceId, { action, target: { kind, id, name }, changes }),
  );
}
