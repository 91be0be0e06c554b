import type { AuditEventDto } from "@/lib/domain/audit/audit-event";

/** The columns of the export, in their order. */
const csvColumns = [
  "id",
  "at",
  "actor_id",
  "actor_email",
  "key_id",
  "key_name",
  "address",
  "action",
  "target_kind",
  "target_id",
  "target_name",
  "changes",
] as const satisfies readonly (keyof AuditEventDto)[];

/**
 * A cell, quoted where RFC 4180 asks for it. One that a spreadsheet would take for a formula begins with an
 * apostrophe: the names in the log were typed by people.
 */
function toCell(value: unknown): string {
  const text = value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text)
    ? `'${text}`
    : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const toLine = (cells: readonly unknown[]) => `${cells.map(toCell).join(",")}\r\n`;

export const AUDIT_CSV_HEADER = toLine(csvColumns);

/** An event as a line of CSV, RFC 4180. */
export const toAuditCsvLine = (event: AuditEventDto): string =>
  toLine(csvColumns.map((column) => event[column]));
