import type { AuditEventRow } from "@/db/queries/audit/audit-events";
import { findMembers } from "@/db/queries/members";
import { findEmails } from "@/db/queries/users";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";
import { toWire } from "@/lib/domain/wire";
import { isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** Whether the owner is the demo account: a key of its own counts, too. */
async function isSharedByVisitors(context: ServiceContext): Promise<boolean> {
  const { db, workspaceId, hasDemo } = context;
  if (!hasDemo) return false;
  const members = await asActor(context, (tx) => findMembers(tx, workspaceId));
  const owner = members.find(({ role }) => role === "OWNER")?.userId;
  if (owner === undefined) return false;
  return isDemoAddress((await findEmails(db, [owner])).get(owner));
}

/**
 * Events in the wire format. An id is text: it may have more digits than a number of JavaScript. The
 * visitors who share a demo account don't see each other's addresses.
 */
export async function auditEventWriter(
  context: ServiceContext,
): Promise<(row: AuditEventRow) => AuditEventDto> {
  const isShared = await isSharedByVisitors(context);
  return ({ id, ...row }) => ({
    id: String(id),
    ...toWire(row),
    ...(isShared && { address: null }),
  });
}
