import { z } from "zod";
import { defineOperation } from "@/lib/domain/api/operation";
import { auditPage } from "@/lib/domain/api/schemas/audit";
import { auditExportQuery, auditQuery } from "@/lib/domain/audit/audit-event";

export const auditOperations = [
  defineOperation({
    id: "listAuditEvents",
    method: "GET",
    path: "/api/audit",
    tag: "Workspace",
    summary: "List who did what",
    description: "Newest first; `from` is inclusive, `to` exclusive. For admins and the owner.",
    scope: "read",
    query: auditQuery,
    responses: { 200: auditPage },
  }),
  defineOperation({
    id: "exportAuditEvents",
    method: "GET",
    path: "/api/audit/export",
    tag: "Workspace",
    summary: "Export the audit log",
    description:
      "A table (CSV) or a line of JSON for each event, of at most a year. The export is an event itself. For admins and the owner.",
    scope: "read",
    query: auditExportQuery,
    responses: { 200: { body: z.string(), types: ["text/csv", "application/x-ndjson"] } },
  }),
];
