CREATE TABLE "routine_runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"triggered_by" text NOT NULL,
	"status" text NOT NULL,
	"http_status" integer,
	"duration_ms" integer,
	"error_code" text,
	"error_message" text,
	"scheduled_for" timestamp (3) with time zone,
	"attempt" integer DEFAULT 1 NOT NULL,
	"missed_slots" integer DEFAULT 0 NOT NULL,
	"lease_token" bigint,
	"worker_id" text,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ai_summary" text,
	"ai_confidence" real,
	CONSTRAINT "ck_runs_triggered_by" CHECK ("routine_runs"."triggered_by" in ('MANUAL', 'SCHEDULE')),
	CONSTRAINT "ck_runs_status" CHECK ("routine_runs"."status" in ('RUNNING', 'SUCCESS', 'FAIL', 'ABANDONED', 'MISSED')),
	CONSTRAINT "ck_runs_slot" CHECK (("routine_runs"."triggered_by" = 'SCHEDULE') = ("routine_runs"."scheduled_for" is not null)),
	CONSTRAINT "ck_runs_http_status" CHECK ("routine_runs"."http_status" between 100 and 999),
	CONSTRAINT "ck_runs_duration_ms" CHECK ("routine_runs"."duration_ms" >= 0),
	CONSTRAINT "ck_runs_attempt" CHECK ("routine_runs"."attempt" >= 1),
	CONSTRAINT "ck_runs_missed_slots" CHECK ("routine_runs"."missed_slots" >= 0),
	CONSTRAINT "ck_runs_running_has_lease" CHECK ("routine_runs"."status" <> 'RUNNING' or ("routine_runs"."lease_token" is not null and "routine_runs"."worker_id" is not null and "routine_runs"."started_at" is not null)),
	CONSTRAINT "ck_runs_finished_at" CHECK (("routine_runs"."status" = 'RUNNING') = ("routine_runs"."finished_at" is null)),
	CONSTRAINT "ck_runs_ai_confidence" CHECK ("routine_runs"."ai_confidence" between 0 and 1)
);
--> statement-breakpoint
ALTER TABLE "routine_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "routines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text DEFAULT 'PING' NOT NULL,
	"interval_minutes" integer,
	"cron_expression" text,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"next_run_at" timestamp (3) with time zone NOT NULL,
	"last_run_at" timestamp (3) with time zone,
	"is_active" boolean DEFAULT true NOT NULL,
	"endpoint_url" text NOT NULL,
	"http_method" text DEFAULT 'GET' NOT NULL,
	"headers_json" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"body" text,
	"auth_mode" text DEFAULT 'NONE' NOT NULL,
	"secret_ref" text,
	"timeout_seconds" integer DEFAULT 8 NOT NULL,
	"misfire_policy" text DEFAULT 'FIRE_ONCE' NOT NULL,
	"lock_until" timestamp (3) with time zone,
	"locked_by" text,
	"lease_token" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_routines_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_routines_name" CHECK (char_length("routines"."name") between 1 and 120),
	CONSTRAINT "ck_routines_kind" CHECK ("routines"."kind" in ('PING', 'WEBHOOK', 'CHECK')),
	CONSTRAINT "ck_routines_one_schedule" CHECK (num_nonnulls("routines"."interval_minutes", "routines"."cron_expression") = 1),
	CONSTRAINT "ck_routines_interval_minutes" CHECK ("routines"."interval_minutes" between 1 and 525600),
	CONSTRAINT "ck_routines_cron_expression" CHECK (char_length("routines"."cron_expression") between 9 and 200),
	CONSTRAINT "ck_routines_timezone" CHECK (char_length("routines"."timezone") between 1 and 64),
	CONSTRAINT "ck_routines_next_run_at_minute" CHECK ("routines"."next_run_at" = date_trunc('minute', "routines"."next_run_at", 'UTC')),
	CONSTRAINT "ck_routines_next_run_at_range" CHECK ("routines"."next_run_at" >= '2000-01-01T00:00:00Z'::timestamptz and "routines"."next_run_at" < '3000-01-01T00:00:00Z'::timestamptz),
	CONSTRAINT "ck_routines_endpoint_url" CHECK (octet_length("routines"."endpoint_url") between 1 and 2048),
	CONSTRAINT "ck_routines_http_method" CHECK ("routines"."http_method" in ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE')),
	CONSTRAINT "ck_routines_headers_json" CHECK (jsonb_typeof("routines"."headers_json") = 'object' and octet_length("routines"."headers_json"::text) <= 32768),
	CONSTRAINT "ck_routines_body" CHECK (char_length("routines"."body") <= 65536),
	CONSTRAINT "ck_routines_auth_mode" CHECK ("routines"."auth_mode" in ('NONE', 'SECRET_REF')),
	CONSTRAINT "ck_routines_secret_ref" CHECK (("routines"."auth_mode" = 'SECRET_REF') = ("routines"."secret_ref" is not null)),
	CONSTRAINT "ck_routines_timeout_seconds" CHECK ("routines"."timeout_seconds" between 1 and 30),
	CONSTRAINT "ck_routines_misfire_policy" CHECK ("routines"."misfire_policy" in ('FIRE_ONCE', 'SKIP')),
	CONSTRAINT "ck_routines_lease" CHECK (("routines"."lock_until" is null) = ("routines"."locked_by" is null) and "routines"."lease_token" >= 0)
);
--> statement-breakpoint
ALTER TABLE "routines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scheduler_state" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"last_tick_at" timestamp (3) with time zone,
	CONSTRAINT "ck_scheduler_state_singleton" CHECK ("scheduler_state"."id")
);
--> statement-breakpoint
ALTER TABLE "scheduler_state" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_workspaces_name" CHECK (char_length("workspaces"."name") between 1 and 120)
);
--> statement-breakpoint
ALTER TABLE "workspaces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "fk_routine_runs_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "fk_routines_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "fk_workspaces_owner" FOREIGN KEY ("owner_id") REFERENCES "auth"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_runs_routine_created" ON "routine_runs" USING btree ("routine_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_runs_workspace_created" ON "routine_runs" USING btree ("workspace_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "uq_runs_one_running" ON "routine_runs" USING btree ("routine_id") WHERE status = 'RUNNING';--> statement-breakpoint
CREATE UNIQUE INDEX "uq_runs_one_outcome" ON "routine_runs" USING btree ("routine_id","scheduled_for") WHERE status in ('SUCCESS', 'FAIL');--> statement-breakpoint
CREATE UNIQUE INDEX "uq_runs_slot_attempt" ON "routine_runs" USING btree ("routine_id","scheduled_for","attempt");--> statement-breakpoint
CREATE INDEX "idx_routines_scheduler" ON "routines" USING btree ("is_active","next_run_at");--> statement-breakpoint
CREATE INDEX "idx_workspaces_owner" ON "workspaces" USING btree ("owner_id");--> statement-breakpoint
CREATE POLICY "routine_runs_select_member" ON "routine_runs" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("routine_runs"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_select_member" ON "routines" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_insert_member" ON "routines" AS PERMISSIVE FOR INSERT TO "authenticated" WITH CHECK ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_update_member" ON "routines" AS PERMISSIVE FOR UPDATE TO "authenticated" USING ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[])) WITH CHECK ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_delete_member" ON "routines" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspaces_select_member" ON "workspaces" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("workspaces"."id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspaces_update_owner" ON "workspaces" AS PERMISSIVE FOR UPDATE TO "authenticated" USING ("workspaces"."owner_id" = (select auth.uid())) WITH CHECK ("workspaces"."owner_id" = (select auth.uid()));