CREATE TABLE "runs_in_flight" (
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lease_token" bigint NOT NULL,
	"scheduled_for" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempt" integer DEFAULT 1 NOT NULL,
	"missed_slots" integer DEFAULT 0 NOT NULL,
	"lag_ms" integer,
	"triggered_by" text NOT NULL,
	"worker_id" text NOT NULL,
	CONSTRAINT "pk_runs_in_flight" PRIMARY KEY("workspace_id","routine_id"),
	CONSTRAINT "ck_runs_in_flight_triggered_by" CHECK ("runs_in_flight"."triggered_by" in ('MANUAL', 'SCHEDULE')),
	CONSTRAINT "ck_runs_in_flight_slot" CHECK (("runs_in_flight"."triggered_by" = 'SCHEDULE') = ("runs_in_flight"."scheduled_for" is not null)),
	CONSTRAINT "ck_runs_in_flight_attempt" CHECK ("runs_in_flight"."attempt" >= 1),
	CONSTRAINT "ck_runs_in_flight_missed_slots" CHECK ("runs_in_flight"."missed_slots" >= 0),
	CONSTRAINT "ck_runs_in_flight_lag_ms" CHECK ("runs_in_flight"."lag_ms" >= 0)
);
--> statement-breakpoint
ALTER TABLE "runs_in_flight" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "routine_events" ADD COLUMN "release_reason" text;
--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lingering_tick" text;
--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lingering_until" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "runs_in_flight" ADD CONSTRAINT "fk_runs_in_flight_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE POLICY "runs_in_flight_select_member" ON "runs_in_flight" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("runs_in_flight"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));
--> statement-breakpoint
-- Hosted Supabase grants everything on new public tables to its API roles.
revoke all on table public.runs_in_flight from anon, authenticated;
--> statement-breakpoint
grant select on table public.runs_in_flight to authenticated;
--> statement-breakpoint
-- The runs that are in flight while the schema changes. A worker of the old version that finishes one
-- is fenced, and its slot is tried again.
insert into public.runs_in_flight (
  id, workspace_id, routine_id, triggered_by, scheduled_for, attempt, missed_slots, lease_token,
  worker_id, started_at, lag_ms, created_at
)
select id, workspace_id, routine_id, triggered_by, scheduled_for, attempt, missed_slots, lease_token,
  worker_id, started_at, lag_ms, created_at
from public.routine_runs where status = 'RUNNING';
--> statement-breakpoint
delete from public.routine_runs where status = 'RUNNING';
--> statement-breakpoint
-- Its rows come and go with every run: it is kept small, so that a look at all of it stays cheap.
alter table public.runs_in_flight set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);
--> statement-breakpoint
ALTER TABLE "routine_events" DROP CONSTRAINT "ck_routine_events_kind";
--> statement-breakpoint
ALTER TABLE "routine_events" DROP CONSTRAINT "ck_routine_events_run";
--> statement-breakpoint
ALTER TABLE "routine_runs" DROP CONSTRAINT "ck_runs_running_has_lease";
--> statement-breakpoint
ALTER TABLE "routine_runs" DROP CONSTRAINT "ck_runs_status";
--> statement-breakpoint
ALTER TABLE "routine_runs" DROP CONSTRAINT "ck_runs_finished_at";
--> statement-breakpoint
DROP INDEX "idx_runs_created";
--> statement-breakpoint
DROP INDEX "uq_runs_one_running";
--> statement-breakpoint
DROP INDEX "uq_runs_one_outcome";
--> statement-breakpoint
DROP INDEX "uq_runs_slot_attempt";
--> statement-breakpoint
CREATE INDEX "idx_runs_created_range" ON "routine_runs" USING brin ("created_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "uq_runs_slot_outcome" ON "routine_runs" USING btree ("routine_id","scheduled_for",(case when status in ('SUCCESS', 'FAIL') and not will_retry then 0 else attempt end));
--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "ck_routine_events_release" CHECK (("routine_events"."kind" = 'RELEASED') = ("routine_events"."release_reason" is not null));
--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "ck_routine_events_release_reason" CHECK ("routine_events"."release_reason" in ('PAUSED', 'EDITED', 'STOPPED'));
--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "ck_routine_events_kind" CHECK ("routine_events"."kind" in ('CREATED', 'PAUSED', 'RESUMED', 'EDITED', 'ENDED', 'FENCED', 'RELEASED'));
--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "ck_routine_events_run" CHECK (("routine_events"."kind" in ('FENCED', 'RELEASED')) = ("routine_events"."run_id" is not null));
--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_status" CHECK ("routine_runs"."status" in ('SUCCESS', 'FAIL', 'ABANDONED', 'MISSED'));
--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_finished_at" CHECK ("routine_runs"."finished_at" is not null);
--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD CONSTRAINT "ck_scheduler_state_lingering" CHECK (("scheduler_state"."lingering_tick" is null) = ("scheduler_state"."lingering_until" is null));
--> statement-breakpoint
create view public.runs with (security_invoker = true) as
select
  id, workspace_id, routine_id, triggered_by, status, http_status, duration_ms, error_code,
  error_message, scheduled_for, attempt, will_retry, missed_slots, lag_ms, is_degraded, dns_ms,
  connect_ms, tls_ms, first_byte_ms, remote_address, certificate_expires_at, redirects_json,
  response_headers_json, response_bytes, response_body, broken_rules_json, lease_token, worker_id,
  started_at, finished_at, created_at, ai_summary, ai_confidence
from public.routine_runs
union all
select
  id, workspace_id, routine_id, triggered_by, 'RUNNING'::text, null::integer, null::integer,
  null::text, null::text, scheduled_for, attempt, false, missed_slots, lag_ms, false,
  null::integer, null::integer, null::integer, null::integer, null::text, null::timestamptz(3),
  null::jsonb, null::jsonb, null::integer, null::text, null::jsonb, lease_token, worker_id,
  started_at, null::timestamptz(3), created_at, null::text, null::real
from public.runs_in_flight;
--> statement-breakpoint
revoke all on table public.runs from anon, authenticated;
--> statement-breakpoint
grant select on table public.runs to authenticated;
--> statement-breakpoint
-- The one place that counts changes of a routine's settings: a claim that waited asks whether they are
-- still those that it was made with. Statements of the scheduler name none of these columns, so they
-- do not come here.
create function public.count_revision() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.revision = old.revision + 1;
  return new;
end;
$$;
--> statement-breakpoint
revoke all on function public.count_revision() from public, anon, authenticated;
--> statement-breakpoint
drop trigger note_outcomes_of_new_runs on public.routine_runs;
--> statement-breakpoint
-- Recording keeps the outcome with the routine in the statement that writes the row, and says so.
create trigger note_outcomes_of_new_runs
  after insert on public.routine_runs
  referencing new table as changed
  for each statement
  when (current_setting('opspulse.outcomes', true) is distinct from 'kept')
  execute function public.note_outcomes();
--> statement-breakpoint
create trigger count_revision
  before update of
    name, kind, interval_minutes, cron_expression, timezone, endpoint_url, http_method, headers_json,
    body, auth_mode, secret_ref, timeout_seconds, jitter_seconds, starts_at, ends_at, max_attempts,
    misfire_policy, follow_redirects, success_rules, keep_body, signing_secret_ref
  on public.routines
  for each row
  when (
    (old.name, old.kind, old.interval_minutes, old.cron_expression, old.timezone, old.endpoint_url,
    old.http_method, old.headers_json, old.body, old.auth_mode, old.secret_ref, old.timeout_seconds,
    old.jitter_seconds, old.starts_at, old.ends_at, old.max_attempts, old.misfire_policy,
    old.follow_redirects, old.success_rules, old.keep_body, old.signing_secret_ref)
    is distinct from
    (new.name, new.kind, new.interval_minutes, new.cron_expression, new.timezone, new.endpoint_url,
    new.http_method, new.headers_json, new.body, new.auth_mode, new.secret_ref, new.timeout_seconds,
    new.jitter_seconds, new.starts_at, new.ends_at, new.max_attempts, new.misfire_policy,
    new.follow_redirects, new.success_rules, new.keep_body, new.signing_secret_ref)
  )
  execute function public.count_revision();
