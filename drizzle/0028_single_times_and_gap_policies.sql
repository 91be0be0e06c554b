ALTER TABLE "routines" DROP CONSTRAINT "ck_routines_one_schedule";--> statement-breakpoint
ALTER TABLE "routine_events" ADD COLUMN "run_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routine_events" ADD COLUMN "gap_policy" text DEFAULT 'SKIP' NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "run_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "gap_policy" text DEFAULT 'SKIP' NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_run_at" CHECK ("routines"."run_at" = date_trunc('minute', "routines"."run_at", 'UTC') and "routines"."run_at" >= '2000-01-01T00:00:00Z'::timestamptz and "routines"."run_at" < '2999-12-31T00:00:00.000Z'::timestamptz);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_gap_policy" CHECK ("routines"."gap_policy" in ('SKIP', 'RUN_AFTER_GAP'));--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_one_schedule" CHECK (num_nonnulls("routines"."interval_minutes", "routines"."cron_expression", "routines"."run_at") = 1);
--> statement-breakpoint
grant insert (run_at, gap_policy), update (run_at, gap_policy) on table public.routines to opspulse_app;
--> statement-breakpoint
-- As before, with the two new columns. A routine has ended, too, once its only slot is over.
create or replace function public.log_routine_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.routine_events (
    workspace_id, routine_id, kind, at, actor_id, interval_minutes, cron_expression, run_at, timezone,
    gap_policy, starts_at, ends_at, is_active, next_run_at
  ) values (
    new.workspace_id, new.id,
    case
      when tg_op = 'INSERT' then 'CREATED'
      when new.is_active and not old.is_active then 'RESUMED'
      when new.is_active or not old.is_active then 'EDITED'
      when auth.uid() is null
        and (new.ends_at <= new.next_run_at or new.run_at < new.next_run_at) then 'ENDED'
      else 'PAUSED'
    end,
    date_trunc('milliseconds', now()), auth.uid(), new.interval_minutes, new.cron_expression,
    new.run_at, new.timezone, new.gap_policy, new.starts_at, new.ends_at, new.is_active,
    new.next_run_at
  );
  return null;
end;
$$;
--> statement-breakpoint
drop trigger log_changed_routine on public.routines;
--> statement-breakpoint
create trigger log_changed_routine
  after update of
    is_active, interval_minutes, cron_expression, timezone, starts_at, ends_at, run_at, gap_policy
  on public.routines
  for each row
  when (
    (old.is_active, old.interval_minutes, old.cron_expression, old.timezone, old.starts_at,
    old.ends_at, old.run_at, old.gap_policy)
    is distinct from
    (new.is_active, new.interval_minutes, new.cron_expression, new.timezone, new.starts_at,
    new.ends_at, new.run_at, new.gap_policy)
  )
  execute function public.log_routine_change();
--> statement-breakpoint
drop trigger count_revision on public.routines;
--> statement-breakpoint
create trigger count_revision
  before update of
    name, kind, interval_minutes, cron_expression, timezone, endpoint_url, http_method,
    headers_json, body, auth_mode, secret_ref, timeout_seconds, jitter_seconds, starts_at,
    ends_at, max_attempts, misfire_policy, follow_redirects, success_rules, keep_body,
    signing_secret_ref, run_at, gap_policy
  on public.routines
  for each row
  when (
    (old.name, old.kind, old.interval_minutes, old.cron_expression, old.timezone,
    old.endpoint_url, old.http_method, old.headers_json, old.body, old.auth_mode,
    old.secret_ref, old.timeout_seconds, old.jitter_seconds, old.starts_at, old.ends_at,
    old.max_attempts, old.misfire_policy, old.follow_redirects, old.success_rules,
    old.keep_body, old.signing_secret_ref, old.run_at, old.gap_policy)
    is distinct from
    (new.name, new.kind, new.interval_minutes, new.cron_expression, new.timezone,
    new.endpoint_url, new.http_method, new.headers_json, new.body, new.auth_mode,
    new.secret_ref, new.timeout_seconds, new.jitter_seconds, new.starts_at, new.ends_at,
    new.max_attempts, new.misfire_policy, new.follow_redirects, new.success_rules,
    new.keep_body, new.signing_secret_ref, new.run_at, new.gap_policy)
  )
  execute function public.count_revision();
--> statement-breakpoint
-- A cron expression may hold # and ?.
create or replace function public.find_broken_check(new public.routines, old public.routines) returns text
language plpgsql stable
as $check$
begin
  return case
    when new.name is distinct from old.name and new.name ~ '[\u0001-\u001f\u007f-\u009f]'
    then 'ck_routines_name'
    when new.endpoint_url is distinct from old.endpoint_url
      and (new.endpoint_url !~* '^https?://[^/?#]' or new.endpoint_url ~ '[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\\]')
    then 'ck_routines_endpoint_url'
    when new.cron_expression is distinct from old.cron_expression
      and new.cron_expression !~ '^[0-9A-Za-z*,/?# -]+$'
    then 'ck_routines_cron_expression'
    when new.timezone is distinct from old.timezone and new.timezone !~ '^[A-Za-z][A-Za-z0-9_+/-]*$'
    then 'ck_routines_timezone'
    when new.secret_ref is distinct from old.secret_ref and new.secret_ref !~ '^[A-Za-z0-9_-]{1,64}$'
    then 'ck_routines_secret_ref'
    when new.signing_secret_ref is distinct from old.signing_secret_ref
      and new.signing_secret_ref !~ '^[A-Za-z0-9_-]{1,64}$'
    then 'ck_routines_signing_secret_ref'
    when (new.body is distinct from old.body or new.http_method is distinct from old.http_method)
      and new.body is not null and new.http_method in ('GET', 'HEAD')
    then 'ck_routines_body'
    when (new.jitter_seconds is distinct from old.jitter_seconds
        or new.interval_minutes is distinct from old.interval_minutes)
      and new.jitter_seconds > 0 and new.jitter_seconds >= new.interval_minutes * 60
    then 'ck_routines_jitter_seconds'
    when (new.starts_at is distinct from old.starts_at or new.ends_at is distinct from old.ends_at)
      and (least(new.starts_at, new.ends_at) < '2000-01-01T00:00:00Z'::timestamptz
        or greatest(new.starts_at, new.ends_at) >= '3000-01-01T00:00:00Z'::timestamptz)
    then 'ck_routines_window'
    when new.headers_json <> '{}' and new.headers_json is distinct from old.headers_json
      and not public.has_allowed_headers(new.headers_json)
    then 'ck_routines_headers_json'
    when new.success_rules <> '[]' and new.success_rules is distinct from old.success_rules
      and not public.has_valid_success_rules(new.success_rules)
    then 'ck_routines_success_rules'
  end;
end;
$check$;
