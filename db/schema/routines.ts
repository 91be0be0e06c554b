import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, exactJsonb, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  authModes,
  bodyPolicies,
  gapPolicies,
  httpMethods,
  KEY_PATTERN,
  MAX_ATTEMPTS,
  MAX_BODY_CHARACTERS,
  MAX_CRON_CHARACTERS,
  MAX_INTERVAL_MINUTES,
  MAX_JITTER_SECONDS,
  MAX_KEY_CHARACTERS,
  MAX_NAME_CHARACTERS,
  MAX_TIMEOUT_SECONDS,
  MAX_URL_BYTES,
  misfirePolicies,
  routineKinds,
  type AuthMode,
  type BodyPolicy,
  type GapPolicy,
  type HttpMethod,
  type LastOutcome,
  type MisfirePolicy,
  type RoutineHealth,
  type RoutineKind,
} from "@/lib/domain/routine/routine-options";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { NEVER } from "@/lib/domain/schedule/schedule";

// Written out, like `choices`.
const number = (limit: number) => sql.raw(String(limit));
const instantOf = (date: Date) => sql.raw(`'${date.toISOString()}'::timestamptz`);

/**
 * A request, its schedule and its lease.
 *
 * `next_run_at` is the next slot, and `due_at` the moment at which its run may start where that is
 * later than the slot: for jitter, and for another attempt. Once a routine with `run_at` has had its only
 * slot, `next_run_at` is the last day that can be stored. A lease is live while `lock_until` is in
 * the future by the database's clock; `lease_token` is its fencing token, and only ever grows.
 *
 * `revision` grows with every change of a setting, by a trigger: a claim that waited is not sent where
 * it has grown since.
 *
 * `fill_values` says whether values in braces are filled in. It is false by default, so that texts which were
 * saved before there were values keep their meaning.
 *
 * A trigger keeps `endpoint_host`, whatever is written to it: a generated column would be computed by
 * every update of the scheduler, because there are triggers before updates.
 *
 * `key` is the caller's own name for the routine, unique in its workspace.
 *
 * A trigger on the history keeps `last_outcome` and `health`, so that routines that fail are found
 * without a look at the newest run of each. They outlive the runs that they came from.
 *
 * `alert_policy` is null where that of a tag or of the workspace applies. With `alert_watch` good runs
 * are logged for alerts, too: an incident is not resolved, or the policy looks at every run.
 *
 * The routine is in maintenance from `maintenance_from` on, and no longer at `maintenance_until`. Both
 * are written some minutes ahead and stay for some minutes after: neither says anything alone.
 */
export const routines = pgTable(
  "routines",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    name: text("name").notNull(),
    key: text("key"),
    kind: text("kind").$type<RoutineKind>().notNull().default("PING"),
    intervalMinutes: integer("interval_minutes"),
    cronExpression: text("cron_expression"),
    runAt: instant("run_at"),
    timezone: text("timezone").notNull().default("UTC"),
    nextRunAt: instant("next_run_at").notNull(),
    dueAt: instant("due_at"),
    lastRunAt: instant("last_run_at"),
    isActive: boolean("is_active").notNull().default(true),
    endpointUrl: text("endpoint_url").notNull(),
    endpointHost: text("endpoint_host").notNull().default(""),
    httpMethod: text("http_method").$type<HttpMethod>().notNull().default("GET"),
    headersJson: jsonb("headers_json").$type<Record<string, string>>().notNull().default({}),
    body: text("body"),
    fillValues: boolean("fill_values").notNull().default(false),
    authMode: text("auth_mode").$type<AuthMode>().notNull().default("NONE"),
    secretRef: text("secret_ref"),
    timeoutSeconds: integer("timeout_seconds").notNull().default(8),
    jitterSeconds: integer("jitter_seconds").notNull().default(0),
    startsAt: instant("starts_at"),
    endsAt: instant("ends_at"),
    maxAttempts: integer("max_attempts").notNull().default(1),
    misfirePolicy: text("misfire_policy").$type<MisfirePolicy>().notNull().default("FIRE_ONCE"),
    gapPolicy: text("gap_policy").$type<GapPolicy>().notNull().default("SKIP"),
    followRedirects: boolean("follow_redirects").notNull().default(false),
    successRules: exactJsonb("success_rules").$type<SuccessRule[]>().notNull().default([]),
    keepBody: text("keep_body").$type<BodyPolicy>().notNull().default("ON_FAILURE"),
    signingSecretRef: text("signing_secret_ref"),
    lastOutcome: text("last_outcome").$type<LastOutcome>(),
    health: text("health").$type<RoutineHealth>(),
    alertPolicy: jsonb("alert_policy").$type<AlertPolicy>(),
    alertWatch: boolean("alert_watch").notNull().default(false),
    maintenanceFrom: instant("maintenance_from"),
    maintenanceUntil: instant("maintenance_until"),
    lockUntil: instant("lock_until"),
    lockedBy: text("locked_by"),
    leaseToken: bigint("lease_token", { mode: "number" }).notNull().default(0),
    revision: integer("revision").notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_routines_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_routines_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    unique("uq_routines_key").on(table.workspaceId, table.key),
    index("idx_routines_scheduler").on(table.isActive, table.nextRunAt),
    index("idx_routines_due")
      .on(sql`(greatest(due_at, next_run_at))`)
      .where(sql`is_active`),
    index("idx_routines_maintenance")
      .on(table.maintenanceUntil)
      .where(sql`maintenance_until is not null`),
    index("idx_routines_workspace_due")
      .on(table.workspaceId, sql`(greatest(due_at, next_run_at))`)
      .where(sql`is_active`),
    check(
      "ck_routines_name",
      sql`char_length(${table.name}) between 1 and ${number(MAX_NAME_CHARACTERS)}`,
    ),
    check(
      "ck_routines_key",
      sql`char_length(${table.key}) <= ${number(MAX_KEY_CHARACTERS)} and ${table.key} ~ ${sql.raw(`'${KEY_PATTERN}'`)}`,
    ),
    check("ck_routines_kind", sql`${table.kind} in (${choices(routineKinds)})`),
    check(
      "ck_routines_one_schedule",
      sql`num_nonnulls(${table.intervalMinutes}, ${table.cronExpression}, ${table.runAt}) = 1`,
    ),
    check(
      "ck_routines_interval_minutes",
      sql`${table.intervalMinutes} between 1 and ${number(MAX_INTERVAL_MINUTES)}`,
    ),
    check(
      "ck_routines_cron_expression",
      sql`char_length(${table.cronExpression}) between 9 and ${number(MAX_CRON_CHARACTERS)}`,
    ),
    check(
      "ck_routines_run_at",
      sql`${table.runAt} = date_trunc('minute', ${table.runAt}, 'UTC') and ${table.runAt} >= '2000-01-01T00:00:00Z'::timestamptz and ${table.runAt} < ${instantOf(NEVER)}`,
    ),
    check("ck_routines_timezone", sql`char_length(${table.timezone}) between 1 and 64`),
    check(
      "ck_routines_next_run_at_minute",
      sql`${table.nextRunAt} = date_trunc('minute', ${table.nextRunAt}, 'UTC')`,
    ),
    // Written by members too: a time that no clock reaches would upset the arithmetic of slots.
    check(
      "ck_routines_next_run_at_range",
      sql`${table.nextRunAt} >= '2000-01-01T00:00:00Z'::timestamptz and ${table.nextRunAt} < '3000-01-01T00:00:00Z'::timestamptz`,
    ),
    check(
      "ck_routines_endpoint_url",
      sql`octet_length(${table.endpointUrl}) between 1 and ${number(MAX_URL_BYTES)}`,
    ),
    check("ck_routines_http_method", sql`${table.httpMethod} in (${choices(httpMethods)})`),
    check(
      "ck_routines_headers_json",
      sql`jsonb_typeof(${table.headersJson}) = 'object' and octet_length(${table.headersJson}::text) <= 32768`,
    ),
    check("ck_routines_body", sql`char_length(${table.body}) <= ${number(MAX_BODY_CHARACTERS)}`),
    check("ck_routines_auth_mode", sql`${table.authMode} in (${choices(authModes)})`),
    check(
      "ck_routines_secret_ref",
      sql`(${table.authMode} = 'SECRET_REF') = (${table.secretRef} is not null)`,
    ),
    check(
      "ck_routines_timeout_seconds",
      sql`${table.timeoutSeconds} between 1 and ${number(MAX_TIMEOUT_SECONDS)}`,
    ),
    check(
      "ck_routines_jitter_seconds",
      sql`${table.jitterSeconds} between 0 and ${number(MAX_JITTER_SECONDS)}`,
    ),
    check("ck_routines_window", sql`${table.startsAt} < ${table.endsAt}`),
    check(
      "ck_routines_max_attempts",
      sql`${table.maxAttempts} between 1 and ${number(MAX_ATTEMPTS)}`,
    ),
    check("ck_routines_due_at", sql`${table.dueAt} < '3000-01-01T00:00:00Z'::timestamptz`),
    check(
      "ck_routines_misfire_policy",
      sql`${table.misfirePolicy} in (${choices(misfirePolicies)})`,
    ),
    check("ck_routines_gap_policy", sql`${table.gapPolicy} in (${choices(gapPolicies)})`),
    check(
      "ck_routines_success_rules",
      sql`jsonb_typeof(${table.successRules}) = 'array' and octet_length(${table.successRules}::text) <= 131072`,
    ),
    check("ck_routines_keep_body", sql`${table.keepBody} in (${choices(bodyPolicies)})`),
    check(
      "ck_routines_signing_secret_ref",
      sql`${table.signingSecretRef} is null or ${table.kind} = 'WEBHOOK'`,
    ),
    // The guard refuses it too: what a secret was sent with must not go on to somewhere else.
    check(
      "ck_routines_redirects_without_secret",
      sql`not ${table.followRedirects} or num_nonnulls(${table.secretRef}, ${table.signingSecretRef}) = 0`,
    ),
    check(
      "ck_routines_last_outcome",
      sql`${table.lastOutcome} in ('SUCCESS', 'DEGRADED', 'FAIL', 'ABANDONED', 'MISSED')`,
    ),
    check("ck_routines_health", sql`${table.health} in ('GOOD', 'DEGRADED', 'FAILING')`),
    check(
      "ck_routines_alert_policy",
      sql`jsonb_typeof(${table.alertPolicy}) = 'object' and octet_length(${table.alertPolicy}::text) <= 4096`,
    ),
    check(
      "ck_routines_maintenance",
      sql`num_nonnulls(${table.maintenanceFrom}, ${table.maintenanceUntil}) in (0, 2)`,
    ),
    check(
      "ck_routines_lease",
      sql`(${table.lockUntil} is null) = (${table.lockedBy} is null) and ${table.leaseToken} >= 0`,
    ),
    pgPolicy("routines_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    ...(["insert", "update", "delete"] as const).map((verb) =>
      pgPolicy(`routines_${verb}_editor`, {
        for: verb,
        to: appRole,
        ...(verb !== "insert" && {
          using: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
        }),
        ...(verb !== "delete" && {
          withCheck: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
        }),
      }),
    ),
  ],
);
