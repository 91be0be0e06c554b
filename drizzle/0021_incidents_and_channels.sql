CREATE TABLE "alert_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"group_id" uuid,
	"event" text NOT NULL,
	"status" text DEFAULT 'PENDING' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lock_until" timestamp (3) with time zone,
	"locked_by" text,
	"lease_token" bigint DEFAULT 0 NOT NULL,
	"title" text,
	"response_status" integer,
	"response" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "uq_alert_messages_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_alert_messages_event" CHECK ("alert_messages"."event" in ('incident.opened', 'incident.acknowledged', 'incident.resolved', 'incident.reminder', 'test', 'digest')),
	CONSTRAINT "ck_alert_messages_status" CHECK ("alert_messages"."status" in ('PENDING', 'SENT', 'FAILED')),
	CONSTRAINT "ck_alert_messages_lease" CHECK (("alert_messages"."lock_until" is null) = ("alert_messages"."locked_by" is null)),
	CONSTRAINT "ck_alert_messages_finished" CHECK (("alert_messages"."status" = 'PENDING') = ("alert_messages"."finished_at" is null)),
	CONSTRAINT "ck_alert_messages_attempt" CHECK ("alert_messages"."attempt" >= 0)
);
--> statement-breakpoint
ALTER TABLE "alert_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"config" jsonb NOT NULL,
	"sealed_secret" text,
	"has_secret" boolean GENERATED ALWAYS AS (sealed_secret is not null) STORED NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"disabled_reason" text,
	"events" jsonb NOT NULL,
	"routine_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"tags" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"quiet_hours" jsonb,
	"reminder_minutes" integer,
	"language" text DEFAULT 'en' NOT NULL,
	"max_per_hour" integer DEFAULT 30 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_channels_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_channels_kind" CHECK ("channels"."kind" in ('EMAIL', 'SLACK', 'DISCORD', 'TEAMS', 'TELEGRAM', 'NTFY', 'PAGERDUTY', 'ALERTMANAGER', 'WEBHOOK', 'PUSH')),
	CONSTRAINT "ck_channels_name" CHECK (char_length("channels"."name") between 1 and 120),
	CONSTRAINT "ck_channels_language" CHECK ("channels"."language" in ('en', 'pt-BR')),
	CONSTRAINT "ck_channels_config" CHECK (jsonb_typeof("channels"."config") = 'object' and octet_length("channels"."config"::text) <= 8192),
	CONSTRAINT "ck_channels_filters" CHECK (jsonb_typeof("channels"."events") = 'array' and jsonb_typeof("channels"."routine_ids") = 'array' and jsonb_typeof("channels"."tags") = 'array' and octet_length("channels"."events"::text) + octet_length("channels"."routine_ids"::text) + octet_length("channels"."tags"::text) <= 131072),
	CONSTRAINT "ck_channels_reminder_minutes" CHECK ("channels"."reminder_minutes" between 5 and 10080),
	CONSTRAINT "ck_channels_max_per_hour" CHECK ("channels"."max_per_hour" between 1 and 1000),
	CONSTRAINT "ck_channels_sealed_secret" CHECK ("channels"."sealed_secret" like 'v1.%' and octet_length("channels"."sealed_secret") <= 16384)
);
--> statement-breakpoint
ALTER TABLE "channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "incident_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incident_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"incident_id" uuid NOT NULL,
	"type" text NOT NULL,
	"transition" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"actor_id" uuid,
	"note" text,
	"run_id" uuid,
	"snoozed_until" timestamp (3) with time zone,
	CONSTRAINT "ck_incident_events_type" CHECK ("incident_events"."type" in ('opened', 'reopened', 'acknowledged', 'snoozed', 'resolved', 'reminder', 'note')),
	CONSTRAINT "ck_incident_events_source" CHECK ("incident_events"."source" in ('POLICY', 'PAGE', 'API', 'LINK')),
	CONSTRAINT "ck_incident_events_transition" CHECK (("incident_events"."type" in ('reminder', 'note')) = ("incident_events"."transition" is null)),
	CONSTRAINT "ck_incident_events_note" CHECK (char_length("incident_events"."note") between 1 and 1000)
);
--> statement-breakpoint
ALTER TABLE "incident_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "incident_groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"endpoint_host" text,
	"error_code" text,
	"incident_count" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_joined_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uq_incident_groups_workspace_id" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "incident_groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "incident_signals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incident_signals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "incident_signals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"condition" jsonb NOT NULL,
	"transitions" integer DEFAULT 1 NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" uuid,
	"snoozed_until" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"reopened_count" integer DEFAULT 0 NOT NULL,
	"failure_count" integer DEFAULT 0 NOT NULL,
	"good_runs" integer DEFAULT 0 NOT NULL,
	"endpoint_host" text NOT NULL,
	"error_code" text,
	"http_status" integer,
	"error_message" text,
	"last_good_at" timestamp (3) with time zone,
	"first_run_id" uuid,
	"last_run_id" uuid,
	"in_maintenance" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_incidents_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_incidents_trigger" CHECK ("incidents"."trigger" in ('FAILURES', 'SLOW', 'DEGRADED', 'MISSED', 'CERTIFICATE')),
	CONSTRAINT "ck_incidents_state" CHECK ("incidents"."state" in ('open', 'acknowledged', 'resolved')),
	CONSTRAINT "ck_incidents_resolved" CHECK (("incidents"."state" = 'resolved') = ("incidents"."resolved_at" is not null)),
	CONSTRAINT "ck_incidents_acknowledged" CHECK ("incidents"."state" <> 'acknowledged' or "incidents"."acknowledged_at" is not null),
	CONSTRAINT "ck_incidents_counts" CHECK (least("incidents"."transitions" - 1, "incidents"."reopened_count", "incidents"."failure_count", "incidents"."good_runs") >= 0)
);
--> statement-breakpoint
ALTER TABLE "incidents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"incident_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"transition" integer NOT NULL,
	"event" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"message_id" uuid,
	"skip_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_notifications_transition" UNIQUE("incident_id","transition","channel_id"),
	CONSTRAINT "ck_notifications_event" CHECK ("notifications"."event" in ('incident.opened', 'incident.acknowledged', 'incident.resolved', 'incident.reminder')),
	CONSTRAINT "ck_notifications_skip_reason" CHECK ("notifications"."skip_reason" in ('MAINTENANCE', 'SNOOZED', 'SUPERSEDED', 'CHANNEL_OFF')),
	CONSTRAINT "ck_notifications_end" CHECK (num_nonnulls("notifications"."message_id", "notifications"."skip_reason") <= 1)
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "alert_policy" jsonb;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "alert_watch" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "alert_policy" jsonb;--> statement-breakpoint
ALTER TABLE "alert_messages" ADD CONSTRAINT "fk_alert_messages_channel" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_messages" ADD CONSTRAINT "fk_alert_messages_group" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."incident_groups"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "fk_channels_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_events" ADD CONSTRAINT "fk_incident_events_incident" FOREIGN KEY ("workspace_id","incident_id") REFERENCES "public"."incidents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_events" ADD CONSTRAINT "fk_incident_events_actor" FOREIGN KEY ("actor_id") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_groups" ADD CONSTRAINT "fk_incident_groups_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_signals" ADD CONSTRAINT "fk_incident_signals_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "fk_incidents_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "fk_incidents_group" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."incident_groups"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "fk_incidents_acknowledged_by" FOREIGN KEY ("acknowledged_by") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_incident" FOREIGN KEY ("workspace_id","incident_id") REFERENCES "public"."incidents"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_channel" FOREIGN KEY ("workspace_id","channel_id") REFERENCES "public"."channels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_message" FOREIGN KEY ("workspace_id","message_id") REFERENCES "public"."alert_messages"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_alert_messages_due" ON "alert_messages" USING btree ("due_at") WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX "idx_alert_messages_channel_created" ON "alert_messages" USING btree ("channel_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_alert_messages_workspace_created" ON "alert_messages" USING btree ("workspace_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_alert_messages_group" ON "alert_messages" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "idx_channels_workspace" ON "channels" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "idx_incident_events_incident" ON "incident_events" USING btree ("incident_id","id");--> statement-breakpoint
CREATE INDEX "idx_incident_events_actor" ON "incident_events" USING btree ("actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_incident_events_transition" ON "incident_events" USING btree ("incident_id","transition");--> statement-breakpoint
CREATE INDEX "idx_incident_groups_joined" ON "incident_groups" USING btree ("workspace_id","last_joined_at");--> statement-breakpoint
CREATE INDEX "idx_incident_signals_routine" ON "incident_signals" USING btree ("routine_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_incidents_unresolved" ON "incidents" USING btree ("routine_id","trigger") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "idx_incidents_workspace_opened" ON "incidents" USING btree ("workspace_id","opened_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_incidents_routine_opened" ON "incidents" USING btree ("routine_id","opened_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_incidents_group" ON "incidents" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "idx_incidents_acknowledged_by" ON "incidents" USING btree ("acknowledged_by");--> statement-breakpoint
CREATE INDEX "idx_notifications_pending" ON "notifications" USING btree ("due_at") WHERE message_id is null and skip_reason is null;--> statement-breakpoint
CREATE INDEX "idx_notifications_message" ON "notifications" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "idx_notifications_channel" ON "notifications" USING btree ("channel_id");--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_alert_policy" CHECK (jsonb_typeof("routines"."alert_policy") = 'object' and octet_length("routines"."alert_policy"::text) <= 4096);--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "ck_workspaces_alert_policy" CHECK (jsonb_typeof("workspaces"."alert_policy") = 'object' and octet_length("workspaces"."alert_policy"::text) <= 4096);--> statement-breakpoint
CREATE POLICY "alert_messages_select_member" ON "alert_messages" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("alert_messages"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "channels_select_member" ON "channels" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("channels"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "channels_insert_editor" ON "channels" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("channels"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "channels_update_editor" ON "channels" AS PERMISSIVE FOR UPDATE TO "opspulse_app" USING ("channels"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("channels"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "channels_delete_editor" ON "channels" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("channels"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "incident_events_select_member" ON "incident_events" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("incident_events"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "incident_groups_select_member" ON "incident_groups" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("incident_groups"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "incidents_select_member" ON "incidents" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("incidents"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "notifications_select_member" ON "notifications" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("notifications"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
grant select on table public.incident_groups, public.incidents, public.incident_events, public.alert_messages, public.notifications to opspulse_app;
--> statement-breakpoint
-- What is sealed can be written by those who edit a channel, and read by the service alone.
grant select (
  id, workspace_id, kind, name, config, has_secret, is_active, disabled_reason, events, routine_ids,
  tags, quiet_hours, reminder_minutes, language, max_per_hour, created_at, updated_at
) on table public.channels to opspulse_app;
--> statement-breakpoint
grant insert (
  workspace_id, kind, name, config, sealed_secret, is_active, events, routine_ids, tags, quiet_hours,
  reminder_minutes, language, max_per_hour
), update (
  name, config, sealed_secret, is_active, disabled_reason, events, routine_ids, tags, quiet_hours,
  reminder_minutes, language, max_per_hour, updated_at
), delete on table public.channels to opspulse_app;
--> statement-breakpoint
grant insert (alert_policy), update (alert_policy) on table public.routines to opspulse_app;
--> statement-breakpoint
grant update (alert_policy) on table public.workspaces to opspulse_app;
