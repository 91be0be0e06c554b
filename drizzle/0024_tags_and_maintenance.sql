CREATE TABLE "maintenance_routines" (
	"workspace_id" uuid NOT NULL,
	"window_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	CONSTRAINT "pk_maintenance_routines" PRIMARY KEY("window_id","routine_id")
);
--> statement-breakpoint
ALTER TABLE "maintenance_routines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "maintenance_tags" (
	"workspace_id" uuid NOT NULL,
	"window_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	CONSTRAINT "pk_maintenance_tags" PRIMARY KEY("window_id","tag_id")
);
--> statement-breakpoint
ALTER TABLE "maintenance_tags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "maintenance_windows" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"cron_expression" text,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"duration_minutes" integer,
	"applies_to_all" boolean NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_maintenance_windows_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_maintenance_windows_name" CHECK (char_length("maintenance_windows"."name") between 1 and 120 and "maintenance_windows"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]'),
	CONSTRAINT "ck_maintenance_windows_one_time" CHECK (num_nonnulls("maintenance_windows"."starts_at", "maintenance_windows"."ends_at") = case when "maintenance_windows"."cron_expression" is null then 2 else 0 end and num_nonnulls("maintenance_windows"."duration_minutes") = case when "maintenance_windows"."cron_expression" is null then 0 else 1 end),
	CONSTRAINT "ck_maintenance_windows_length" CHECK (extract(epoch from "maintenance_windows"."ends_at" - "maintenance_windows"."starts_at") between 60 and 604800),
	CONSTRAINT "ck_maintenance_windows_duration_minutes" CHECK ("maintenance_windows"."duration_minutes" between 1 and 10080),
	CONSTRAINT "ck_maintenance_windows_cron_expression" CHECK (char_length("maintenance_windows"."cron_expression") between 9 and 200),
	CONSTRAINT "ck_maintenance_windows_timezone" CHECK (char_length("maintenance_windows"."timezone") between 1 and 64)
);
--> statement-breakpoint
ALTER TABLE "maintenance_windows" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "routine_tags" (
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	CONSTRAINT "pk_routine_tags" PRIMARY KEY("routine_id","tag_id")
);
--> statement-breakpoint
ALTER TABLE "routine_tags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tags" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"color" text DEFAULT 'gray' NOT NULL,
	"alert_policy" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_tags_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_tags_name" CHECK (char_length("tags"."name") between 1 and 40 and "tags"."name" = btrim("tags"."name") and "tags"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029,]'),
	CONSTRAINT "ck_tags_alert_policy" CHECK (jsonb_typeof("tags"."alert_policy") = 'object' and octet_length("tags"."alert_policy"::text) <= 4096),
	CONSTRAINT "ck_tags_color" CHECK ("tags"."color" in ('gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple'))
);
--> statement-breakpoint
ALTER TABLE "tags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "in_maintenance" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "maintenance_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "maintenance_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "maintenance_routines" ADD CONSTRAINT "fk_maintenance_routines_window" FOREIGN KEY ("workspace_id","window_id") REFERENCES "public"."maintenance_windows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_routines" ADD CONSTRAINT "fk_maintenance_routines_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_tags" ADD CONSTRAINT "fk_maintenance_tags_window" FOREIGN KEY ("workspace_id","window_id") REFERENCES "public"."maintenance_windows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_tags" ADD CONSTRAINT "fk_maintenance_tags_tag" FOREIGN KEY ("workspace_id","tag_id") REFERENCES "public"."tags"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "fk_maintenance_windows_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "fk_maintenance_windows_creator" FOREIGN KEY ("created_by") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routine_tags" ADD CONSTRAINT "fk_routine_tags_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routine_tags" ADD CONSTRAINT "fk_routine_tags_tag" FOREIGN KEY ("workspace_id","tag_id") REFERENCES "public"."tags"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "fk_tags_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_maintenance_routines_routine" ON "maintenance_routines" USING btree ("workspace_id","routine_id");--> statement-breakpoint
CREATE INDEX "idx_maintenance_tags_tag" ON "maintenance_tags" USING btree ("workspace_id","tag_id");--> statement-breakpoint
CREATE INDEX "idx_maintenance_windows_creator" ON "maintenance_windows" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "idx_maintenance_windows_end" ON "maintenance_windows" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "idx_routine_tags_tag" ON "routine_tags" USING btree ("tag_id");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_tags_name" ON "tags" USING btree ("workspace_id",lower("name"));--> statement-breakpoint
CREATE INDEX "idx_routines_maintenance" ON "routines" USING btree ("maintenance_until") WHERE maintenance_until is not null;--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_maintenance" CHECK (num_nonnulls("routines"."maintenance_from", "routines"."maintenance_until") in (0, 2));--> statement-breakpoint
CREATE POLICY "maintenance_routines_select_member" ON "maintenance_routines" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("maintenance_routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_routines_insert_editor" ON "maintenance_routines" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("maintenance_routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_tags_select_member" ON "maintenance_tags" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("maintenance_tags"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_tags_insert_editor" ON "maintenance_tags" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("maintenance_tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_windows_select_member" ON "maintenance_windows" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("maintenance_windows"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_windows_insert_editor" ON "maintenance_windows" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("maintenance_windows"."created_by" = (select public.signed_in_user_id()) and "maintenance_windows"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "maintenance_windows_delete_editor" ON "maintenance_windows" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("maintenance_windows"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routine_tags_select_member" ON "routine_tags" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("routine_tags"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routine_tags_insert_editor" ON "routine_tags" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("routine_tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routine_tags_delete_editor" ON "routine_tags" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("routine_tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_select_member" ON "tags" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_insert_editor" ON "tags" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_update_editor" ON "tags" AS PERMISSIVE FOR UPDATE TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_delete_editor" ON "tags" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));
--> statement-breakpoint
-- By hand: the view of all runs, with the new column at its end.
create or replace view public.runs with (security_invoker = true) as
select
  id, workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code,
  error_message, scheduled_for, attempt, will_retry, missed_slots, lag_ms, is_degraded, dns_ms,
  connect_ms, tls_ms, first_byte_ms, remote_address, certificate_expires_at, redirects_json,
  response_headers_json, response_bytes, response_body, broken_rules_json, lease_token, worker_id,
  started_at, finished_at, created_at, ai_summary, ai_confidence, in_maintenance
from public.routine_runs
union all
select
  id, workspace_id, routine_id, triggered_by, 'RUNNING'::text, null::integer, null::integer,
  null::text, null::text, scheduled_for, attempt, false, missed_slots, lag_ms, false,
  null::integer, null::integer, null::integer, null::integer, null::text, null::timestamptz(3),
  null::jsonb, null::jsonb, null::integer, null::text, null::jsonb, lease_token, worker_id,
  started_at, null::timestamptz(3), created_at, null::text, null::real, false
from public.runs_in_flight;
--> statement-breakpoint
-- By hand: what members may do.
grant select, delete, insert (workspace_id, name, color), update (name, color)
  on table public.tags to opspulse_app;
--> statement-breakpoint
grant select, delete, insert (workspace_id, routine_id, tag_id)
  on table public.routine_tags to opspulse_app;
--> statement-breakpoint
grant select, delete, insert (
  workspace_id, name, starts_at, ends_at, cron_expression, timezone, duration_minutes,
  applies_to_all, created_by
) on table public.maintenance_windows to opspulse_app;
--> statement-breakpoint
grant select, insert (workspace_id, window_id, routine_id)
  on table public.maintenance_routines to opspulse_app;
--> statement-breakpoint
grant select, insert (workspace_id, window_id, tag_id)
  on table public.maintenance_tags to opspulse_app;
