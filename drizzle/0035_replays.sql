CREATE TABLE "replay_slots" (
	"workspace_id" uuid NOT NULL,
	"replay_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"routine_id" uuid NOT NULL,
	"slot" timestamp (3) with time zone NOT NULL,
	"was" text NOT NULL,
	"missed_by" uuid,
	"state" text DEFAULT 'WAITING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_id" uuid,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "pk_replay_slots" PRIMARY KEY("workspace_id","replay_id","position"),
	CONSTRAINT "ck_replay_slots_position" CHECK ("replay_slots"."position" >= 1),
	CONSTRAINT "ck_replay_slots_slot" CHECK ("replay_slots"."slot" = date_trunc('minute', "replay_slots"."slot", 'UTC')),
	CONSTRAINT "ck_replay_slots_was" CHECK ("replay_slots"."was" in ('FAIL', 'MISSED', 'ABANDONED')),
	CONSTRAINT "ck_replay_slots_missed_by" CHECK ("replay_slots"."missed_by" is null or "replay_slots"."was" = 'MISSED'),
	CONSTRAINT "ck_replay_slots_state" CHECK ("replay_slots"."state" in ('WAITING', 'RUNNING', 'SUCCESS', 'FAIL', 'LEFT_OUT', 'CANCELLED')),
	CONSTRAINT "ck_replay_slots_attempts" CHECK ("replay_slots"."attempts" >= 0),
	CONSTRAINT "ck_replay_slots_run" CHECK (case when "replay_slots"."state" in ('RUNNING', 'SUCCESS', 'FAIL') then "replay_slots"."run_id" is not null else "replay_slots"."run_id" is null end),
	CONSTRAINT "ck_replay_slots_settled_at" CHECK (("replay_slots"."state" in ('WAITING', 'RUNNING')) = ("replay_slots"."settled_at" is null))
);
--> statement-breakpoint
ALTER TABLE "replay_slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "replays" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"created_by" uuid,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"statuses" text[] NOT NULL,
	"pace_per_minute" integer NOT NULL,
	"slot_count" integer NOT NULL,
	"state" text DEFAULT 'RUNNING' NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "uq_replays_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_replays_window" CHECK ("replays"."from_at" < "replays"."until_at"),
	CONSTRAINT "ck_replays_statuses" CHECK ("replays"."statuses" <@ array['FAIL', 'MISSED', 'ABANDONED'] and cardinality("replays"."statuses") > 0),
	CONSTRAINT "ck_replays_pace_per_minute" CHECK ("replays"."pace_per_minute" between 1 and 60),
	CONSTRAINT "ck_replays_slot_count" CHECK ("replays"."slot_count" between 1 and 1000),
	CONSTRAINT "ck_replays_state" CHECK ("replays"."state" in ('RUNNING', 'DONE', 'CANCELLED')),
	CONSTRAINT "ck_replays_finished_at" CHECK (case "replays"."state" when 'RUNNING' then "replays"."finished_at" is null when 'DONE' then "replays"."finished_at" is not null else true end)
);
--> statement-breakpoint
ALTER TABLE "replays" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routine_runs" DROP CONSTRAINT "ck_runs_triggered_by";--> statement-breakpoint
ALTER TABLE "routine_runs" DROP CONSTRAINT "ck_runs_slot";--> statement-breakpoint
ALTER TABLE "runs_in_flight" DROP CONSTRAINT "ck_runs_in_flight_triggered_by";--> statement-breakpoint
ALTER TABLE "runs_in_flight" DROP CONSTRAINT "ck_runs_in_flight_slot";--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "replay_id" uuid;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "superseded_by" uuid;--> statement-breakpoint
ALTER TABLE "runs_in_flight" ADD COLUMN "replay_id" uuid;--> statement-breakpoint
ALTER TABLE "replay_slots" ADD CONSTRAINT "fk_replay_slots_replay" FOREIGN KEY ("workspace_id","replay_id") REFERENCES "public"."replays"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replay_slots" ADD CONSTRAINT "fk_replay_slots_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "fk_replays_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "fk_replays_creator" FOREIGN KEY ("created_by") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_replay_slots_routine" ON "replay_slots" USING btree ("routine_id","slot");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_replay_slots_open" ON "replay_slots" USING btree ("routine_id","slot") WHERE state in ('WAITING', 'RUNNING');--> statement-breakpoint
CREATE INDEX "idx_replays_creator" ON "replays" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "idx_replays_due" ON "replays" USING btree ("next_at") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "idx_replays_workspace_created" ON "replays" USING btree ("workspace_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
-- Not valid, so that nobody waits while the history is read: its rows keep to narrower ones.
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_replay" CHECK ("routine_runs"."replay_id" is null or "routine_runs"."triggered_by" = 'REPLAY') NOT VALID;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_superseded_by" CHECK ("routine_runs"."superseded_by" is null or ("routine_runs"."scheduled_for" is not null and "routine_runs"."status" in ('FAIL', 'MISSED'))) NOT VALID;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_triggered_by" CHECK ("routine_runs"."triggered_by" in ('MANUAL', 'SCHEDULE', 'REPLAY')) NOT VALID;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_slot" CHECK (("routine_runs"."triggered_by" <> 'MANUAL') = ("routine_runs"."scheduled_for" is not null)) NOT VALID;--> statement-breakpoint
ALTER TABLE "runs_in_flight" ADD CONSTRAINT "ck_runs_in_flight_replay" CHECK (("runs_in_flight"."triggered_by" = 'REPLAY') = ("runs_in_flight"."replay_id" is not null));--> statement-breakpoint
ALTER TABLE "runs_in_flight" ADD CONSTRAINT "ck_runs_in_flight_triggered_by" CHECK ("runs_in_flight"."triggered_by" in ('MANUAL', 'SCHEDULE', 'REPLAY')) NOT VALID;--> statement-breakpoint
ALTER TABLE "runs_in_flight" ADD CONSTRAINT "ck_runs_in_flight_slot" CHECK (("runs_in_flight"."triggered_by" <> 'MANUAL') = ("runs_in_flight"."scheduled_for" is not null)) NOT VALID;--> statement-breakpoint
CREATE POLICY "replay_slots_select_member" ON "replay_slots" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("replay_slots"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "replays_select_member" ON "replays" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("replays"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));
--> statement-breakpoint
-- By hand: the view of all runs, with the new columns at its end.
create or replace view public.runs with (security_invoker = true) as
select
  id, workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code,
  error_message, scheduled_for, attempt, will_retry, missed_slots, lag_ms, is_degraded, dns_ms,
  connect_ms, tls_ms, first_byte_ms, remote_address, certificate_expires_at, redirects_json,
  response_headers_json, response_bytes, response_body, broken_rules_json, lease_token, worker_id,
  started_at, finished_at, created_at, ai_summary, ai_confidence, in_maintenance, replay_id,
  superseded_by
from public.routine_runs
union all
select
  id, workspace_id, routine_id, triggered_by, 'RUNNING'::text, null::integer, null::integer,
  null::text, null::text, scheduled_for, attempt, false, missed_slots, lag_ms, false,
  null::integer, null::integer, null::integer, null::integer, null::text, null::timestamptz(3),
  null::jsonb, null::jsonb, null::integer, null::text, null::jsonb, lease_token, worker_id,
  started_at, null::timestamptz(3), created_at, null::text, null::real, false, replay_id,
  null::uuid
from public.runs_in_flight;
--> statement-breakpoint
-- By hand: members read replays. They are written over the service connection, as runs are.
grant select on table public.replays, public.replay_slots to opspulse_app;
--> statement-breakpoint
-- By hand: as before, but a replay's run that did not go well concerns no incident, whatever wrote it.
create or replace function public.log_signals_of_new_runs() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  bad uuid[];
  good uuid[];
begin
  select array_agg(c.id) filter (where c.is_bad), array_agg(c.id) filter (where not c.is_bad)
  into bad, good
  from (
    select id, triggered_by,
      status <> 'SUCCESS' and not will_retry or is_degraded or missed_slots > 0 as is_bad
    from changed
    where not will_retry or missed_slots > 0
  ) as c
  where c.triggered_by <> 'REPLAY' or not c.is_bad;
  if bad is not null or good is not null and exists (
    select 1 from public.routine_runs as o join public.routines as r on r.id = o.routine_id
    where o.id = any (good) and r.alert_watch
  ) then
    perform public.log_signals(bad, good);
  end if;
  return null;
end;
$$;
