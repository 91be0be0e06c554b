import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { cursorParameter, instantParameter, pageLimit } from "@/lib/domain/inputs";
import { isStorable } from "@/lib/domain/storable-text";

/** What an event of the audit log is about. The order is that of the filter. */
export const auditTargets = [
  "routine",
  "run",
  "incident",
  "channel",
  "policy",
  "tag",
  "maintenance",
  "replay",
  "file",
  "secret",
  "key",
  "member",
  "invitation",
  "workspace",
  "audit",
] as const;
export type AuditTarget = (typeof auditTargets)[number];

/** What was done, as `target.verb`. A trigger writes those of rows, and `recordAuditEvent` the others. */
export const auditActions = [
  "routine.created",
  "routine.updated",
  "routine.deleted",
  "routine.run_requested",
  "routine.tested",
  "run.explained",
  "incident.acknowledged",
  "incident.snoozed",
  "incident.resolved",
  "incident.noted",
  "channel.created",
  "channel.updated",
  "channel.deleted",
  "channel.tested",
  "policy.set",
  "tag.created",
  "tag.updated",
  "tag.deleted",
  "maintenance.created",
  "maintenance.updated",
  "maintenance.deleted",
  "replay.started",
  "replay.cancelled",
  "file.applied",
  "secret.created",
  "secret.updated",
  "secret.deleted",
  "key.created",
  "key.revoked",
  "member.added",
  "member.role_changed",
  "member.removed",
  "member.left",
  "invitation.created",
  "invitation.accepted",
  "invitation.revoked",
  "workspace.created",
  "workspace.updated",
  "workspace.transferred",
  "audit.exported",
] as const;
export type AuditAction = (typeof auditActions)[number];

/**
 * A field that changed. Without `before` and `after`, its values are not kept: they may hold a secret, or
 * are long.
 */
export type AuditChange = { path: string; before?: unknown; after?: unknown };

/** An event as it goes out. Names are those of the moment of the event. */
export type AuditEventDto = {
  id: string;
  at: string;
  /** The person who did it, or null: then it was a key, or OpsPulse itself where `key_id` is null too. */
  actor_id: string | null;
  actor_email: string | null;
  key_id: string | null;
  key_name: string | null;
  /** Where the request came from, where that is known. */
  address: string | null;
  action: string;
  target_kind: string;
  target_id: string | null;
  target_name: string | null;
  changes: AuditChange[];
  /** Whether the person still is a member, or the key still exists. */
  actor_exists: boolean;
  target_exists: boolean;
};

const MAX_AUDIT_PAGE_SIZE = 200;
const DEFAULT_AUDIT_PAGE_SIZE = 50;
const MAX_SEARCH_CHARACTERS = 200;

/** The most days that one export covers. */
export const MAX_AUDIT_EXPORT_DAYS = 366;

// Times are instants; `to` is the first that isn't in.
const filter = {
  actor: z.uuid(problem("audit_actor_invalid")).optional(),
  key_id: z.uuid(problem("audit_key_invalid")).optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, problem("audit_action_invalid"))
    .optional(),
  target_kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/, problem("audit_target_kind_invalid"))
    .optional(),
  target_id: z.uuid(problem("audit_target_id_invalid")).optional(),
  from: instantParameter.optional(),
  to: instantParameter.optional(),
  q: z
    .string()
    .trim()
    .max(MAX_SEARCH_CHARACTERS, problem("query_too_long"))
    .refine(isStorable, problem("text_not_storable"))
    .optional(),
};

export const auditQuery = z.strictObject({
  ...filter,
  limit: pageLimit(MAX_AUDIT_PAGE_SIZE, DEFAULT_AUDIT_PAGE_SIZE),
  cursor: cursorParameter,
});

/** The filters of the log and of its export. */
export type AuditFilter = Omit<z.infer<typeof auditQuery>, "limit" | "cursor">;

export const auditExportFormats = ["csv", "ndjson"] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];

export const auditExportQuery = z.strictObject({
  ...filter,
  format: z.enum(auditExportFormats, problem("audit_format_unknown")).default("csv"),
});
