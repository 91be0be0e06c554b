import type { AuditEventRow } from "@/db/queries/audit/audit-events";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";
import { toWire } from "@/lib/domain/wire";

/** An event in the wire format. Its id is text: it may have more digits than a number of JavaScript. */
export const toAuditEventDto = ({ id, ...row }: AuditEventRow): AuditEventDto => ({
  id: String(id),
  ...toWire(row),
});
