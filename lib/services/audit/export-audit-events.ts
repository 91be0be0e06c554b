import { findAuditEvents } from "@/db/queries/audit/audit-events";
import { databaseNow } from "@/db/queries/database-now";
import { AUDIT_CSV_HEADER, toAuditCsvLine } from "@/lib/domain/audit/audit-csv";
import {
  auditExportQuery,
  MAX_AUDIT_EXPORT_DAYS,
  type AuditChange,
  type AuditEventDto,
  type AuditExportFormat,
  type AuditFilter,
} from "@/lib/domain/audit/audit-event";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { DAY_MS } from "@/lib/domain/time-units";
import { auditEventWriter } from "@/lib/services/audit/audit-event-dto";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Events that are read, and held in memory, at once. */
const PAGE_ROWS = 1_000;

export type AuditExport = {
  format: AuditExportFormat;
  name: string;
  lines: AsyncGenerator<string, void>;
};

const day = (date: Date) => date.toISOString().slice(0, 10);

async function* readEvents(
  context: ServiceContext,
  filter: AuditFilter,
): AsyncGenerator<AuditEventDto[]> {
  const toDto = await auditEventWriter(context);
  let after: number | undefined;
  for (;;) {
    const position = after;
    const rows = await asActor(context, (tx) =>
      findAuditEvents(tx, context.workspaceId, { ...filter, limit: PAGE_ROWS, after: position }),
    );
    yield rows.map(toDto);
    after = rows.at(-1)?.id;
    if (rows.length < PAGE_ROWS) return;
  }
}

async function* writeLines(
  pages: AsyncGenerator<AuditEventDto[]>,
  format: AuditExportFormat,
): AsyncGenerator<string, void> {
  if (format === "csv") yield AUDIT_CSV_HEADER;
  const toLine =
    format === "csv" ? toAuditCsvLine : (event: AuditEventDto) => `${JSON.stringify(event)}\n`;
  for await (const page of pages) {
    if (page.length > 0) yield page.map(toLine).join("");
  }
}

/**
 * The events that fit a filter, newest first, as the lines of a file; a page of them is in memory at a time.
 * Without `from`, it begins `MAX_AUDIT_EXPORT_DAYS` before `to`, and without `to` it ends now. The export is an
 * event itself, which isn't in it.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} for a filter that can't be used, or more than `MAX_AUDIT_EXPORT_DAYS`.
 */
export async function exportAuditEvents(
  context: ServiceContext,
  input: unknown,
): Promise<AuditExport> {
  requireRole(context, "ADMIN");
  const { format, ...filter } = parseInput(auditExportQuery, input);
  const to = filter.to ?? (await asActor(context, databaseNow));
  const longest = MAX_AUDIT_EXPORT_DAYS * DAY_MS;
  const from = filter.from ?? new Date(to.getTime() - longest);
  if (to.getTime() - from.getTime() > longest) {
    const params = { days: MAX_AUDIT_EXPORT_DAYS };
    throw new ValidationError([
      describeProblem({ path: "from", code: "audit_export_too_long", params }),
    ]);
  }
  const given = Object.entries({ format, ...filter, from, to });
  const changes = given.flatMap(([path, value]): AuditChange[] =>
    value === undefined ? [] : [{ path, after: value }],
  );
  await recordAuditEvent(context, "audit.exported", { kind: "audit" }, changes);
  return {
    format,
    name: `audit-${day(from)}-${day(to)}.${format}`,
    lines: writeLines(readEvents(context, { ...filter, from, to }), format),
  };
}
