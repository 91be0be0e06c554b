import { findAuditEvents } from "@/db/queries/audit/audit-events";
import { auditQuery, type AuditEventDto } from "@/lib/domain/audit/audit-event";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { auditEventWriter } from "@/lib/services/audit/audit-event-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

const CURSOR_START = "audit:";

const encode = (id: number) => Buffer.from(`${CURSOR_START}${id}`).toString("base64url");

function decode(cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const id = text.startsWith(CURSOR_START) ? text.slice(CURSOR_START.length) : "";
  if (/^[0-9]{1,15}$/.test(id)) return Number(id);
  throw new ValidationError([describeProblem({ path: "cursor", code: "cursor_invalid" })]);
}

/**
 * A page of the workspace's audit log, newest first. Its ids grow with time, so that a page stays what it is
 * while events are added.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} for a filter or cursor that can't be used.
 */
export async function listAuditEvents(
  context: ServiceContext,
  input: unknown,
): Promise<{ data: AuditEventDto[]; next_cursor: string | null }> {
  requireRole(context, "ADMIN");
  const { cursor, limit, ...filter } = parseInput(auditQuery, input);
  const after = cursor === undefined ? undefined : decode(cursor);
  const rows = await asActor(context, (tx) =>
    findAuditEvents(tx, context.workspaceId, { ...filter, limit: limit + 1, after }),
  );
  return toPage(rows, limit, await auditEventWriter(context), ({ id }) => encode(id));
}
