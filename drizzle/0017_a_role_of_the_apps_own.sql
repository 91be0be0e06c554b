-- What a policy asks for, without the schema "auth": its owner alone could open it to the app's role.
create function public.signed_in_user_id() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
--> statement-breakpoint
ALTER TABLE "routine_events" ADD COLUMN "pause_reason" text;--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "ck_routine_events_pause_reason" CHECK ("routine_events"."pause_reason" is null or ("routine_events"."kind" = 'PAUSED' and "routine_events"."pause_reason" in ('INVALID_SETTINGS')));--> statement-breakpoint
ALTER POLICY "routine_events_select_member" ON "routine_events" TO opspulse_app USING ("routine_events"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "routine_runs_select_member" ON "routine_runs" TO opspulse_app USING ("routine_runs"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "routines_select_member" ON "routines" TO opspulse_app USING ("routines"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "routines_insert_editor" ON "routines" TO opspulse_app WITH CHECK ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "routines_update_editor" ON "routines" TO opspulse_app USING ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "routines_delete_editor" ON "routines" TO opspulse_app USING ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "runs_in_flight_select_member" ON "runs_in_flight" TO opspulse_app USING ("runs_in_flight"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_invitations_select_manager" ON "workspace_invitations" TO opspulse_app USING ("workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_invitations_insert_manager" ON "workspace_invitations" TO opspulse_app WITH CHECK ("workspace_invitations"."created_by" = (select public.signed_in_user_id()) and "workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_invitations_delete_manager" ON "workspace_invitations" TO opspulse_app USING ("workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_members_select_member" ON "workspace_members" TO opspulse_app USING ("workspace_members"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_members_update_manager" ON "workspace_members" TO opspulse_app USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[])) WITH CHECK ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_members_delete_manager" ON "workspace_members" TO opspulse_app USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_members_delete_self" ON "workspace_members" TO opspulse_app USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."user_id" = (select public.signed_in_user_id()));--> statement-breakpoint
ALTER POLICY "workspaces_select_member" ON "workspaces" TO opspulse_app USING ("workspaces"."id" = any ((select public.member_workspace_ids())::uuid[]) or "workspaces"."owner_id" = (select public.signed_in_user_id()));--> statement-breakpoint
ALTER POLICY "workspaces_insert_owner" ON "workspaces" TO opspulse_app WITH CHECK ("workspaces"."owner_id" = (select public.signed_in_user_id()));--> statement-breakpoint
ALTER POLICY "workspaces_update_manager" ON "workspaces" TO opspulse_app USING ("workspaces"."id" = any ((select public.managed_workspace_ids())::uuid[])) WITH CHECK ("workspaces"."id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspaces_delete_owner" ON "workspaces" TO opspulse_app USING ("workspaces"."owner_id" = (select public.signed_in_user_id()));
--> statement-breakpoint
grant usage on schema public to opspulse_app;
--> statement-breakpoint
grant execute on function
  public.signed_in_user_id(), public.member_workspace_ids(), public.editable_workspace_ids(),
  public.managed_workspace_ids()
to opspulse_app;
--> statement-breakpoint
grant select on table
  public.workspaces, public.workspace_members, public.routines, public.routine_runs,
  public.runs_in_flight, public.runs, public.routine_events
to opspulse_app;
--> statement-breakpoint
-- Ids are made by the database: no grant names one.
grant insert (owner_id, name), update (name), delete on table public.workspaces to opspulse_app;
--> statement-breakpoint
grant update (role), delete on table public.workspace_members to opspulse_app;
--> statement-breakpoint
grant select (id, workspace_id, role, created_by, created_at, expires_at),
  insert (workspace_id, role, token_hash, created_by), delete
on table public.workspace_invitations to opspulse_app;
--> statement-breakpoint
grant insert (
  workspace_id, name, kind, interval_minutes, cron_expression, timezone, next_run_at, due_at,
  is_active, endpoint_url, http_method, headers_json, body, auth_mode, secret_ref, timeout_seconds,
  jitter_seconds, starts_at, ends_at, max_attempts, misfire_policy, follow_redirects, success_rules,
  keep_body, signing_secret_ref
), update (
  name, kind, interval_minutes, cron_expression, timezone, next_run_at, due_at, is_active,
  endpoint_url, http_method, headers_json, body, auth_mode, secret_ref, timeout_seconds,
  jitter_seconds, starts_at, ends_at, max_attempts, misfire_policy, follow_redirects, success_rules,
  keep_body, signing_secret_ref, updated_at
), delete on table public.routines to opspulse_app;
--> statement-breakpoint
create or replace function public.is_whole_number(value jsonb, low integer, high integer) returns boolean
language sql immutable
as $check$
  select case
    when jsonb_typeof(value) = 'number'
    then value::numeric between low and high and trunc(value::numeric) = value::numeric
    else false
  end
$check$;
--> statement-breakpoint
create or replace function public.is_text_within(value jsonb, low integer, high integer) returns boolean
language sql immutable
as $check$
  select case
    when jsonb_typeof(value) = 'string' then char_length(value #>> '{}') between low and high
    else false
  end
$check$;
--> statement-breakpoint
create or replace function public.has_allowed_headers(headers jsonb) returns boolean
language sql immutable
as $check$
  select case when jsonb_typeof(headers) = 'object' then coalesce((
    select count(*) <= 50
      and count(distinct lower(name)) = count(*)
      and sum(char_length(name) + char_length(value) + 4) <= 16384
      and bool_and(
        is_text
        and char_length(name) <= 256
        and name ~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]+$'
        and regexp_replace(lower(name), '[^a-z0-9]', '-', 'g') !~
          '^www-authenticate$|^remote-user$|^client-cert$|^client-cert-chain$|^cf-access-|^ssl-client-|^x-amzn-oidc-|^x-client-cert|^x-goog-authenticated-user|^x-identity|^x-ms-client-principal|^x-remote-|^x-ssl-client-|^x-webauth-|(?:^|-)(?:auth|authentication|authorization|oauth2?)(?:-|$)|(?:^|-)(?:set)?cookies?2?(?:-|$)|(?:^|-)(?:bearer|credentials?|csrf|jwt|passphrase|passwd|password|pwd|secrets?|xsrf)(?:-|$)|(?:access|account|api|app|application|auth|client|functions|license|master|private|secret|service|subscription|user)-?keys?(?:-|$)|token$|(?:^|-)(?:j|php)?session(?:-?(?:id|key))?$|^accept-encoding$|^connection$|^content-length$|^early-data$|^expect$|^host$|^http2-settings$|^keep-alive$|^max-forwards$|^proxy$|^te$|^trailer$|^trailers$|^transfer-encoding$|^upgrade$|^proxy-|^sec-websocket-|^x-proxy-|^cdn-loop$|^front-end-https$|^remote-addr$|^via$|^x-backend-host$|^x-host$|^x-proxyuser-ip$|^x-real-host$|^x-rewrite-url$|^x-scheme$|^x-url-scheme$|^cf-|^forwarded|^x-appengine-|^x-arr-|^x-azure-|^x-envoy-|^x-forward|^x-middleware-|^x-original-|^x-originating-|^x-vercel-|(?:client|connecting|real|remote|socket|source|user|^|-)-?ip(?:v4|v6)?$|^x-http-method$|^x-method$|(?:^|-)override$|^metadata$|^x-google-metadata-request$|^metadata-|^x-aws-ec2-metadata-|^x-metadata-|^idempotency-key$|^opspulse$|^x-idempotency-key$|^x-opspulse$|^opspulse-|^x-opspulse-'
        and char_length(value) <= 8192
        and value ~ '^[\t\x20-\x7e]*$'
        and value !~ '^[\t ]|[\t ]$'
      )
    from (
      select key as name, value #>> '{}' as value, jsonb_typeof(value) = 'string' as is_text
      from jsonb_each(headers)
    ) as header
  ), true) else false end
$check$;
--> statement-breakpoint
create or replace function public.is_success_rule(rule jsonb) returns boolean
language plpgsql immutable
as $check$
begin
  if jsonb_typeof(rule) is distinct from 'object' then
    return false;
  end if;
  case rule ->> 'type'
    when 'status' then
      if jsonb_typeof(rule -> 'accept') is distinct from 'array' then
        return false;
      end if;
      return rule - '{type,accept}'::text[] = '{}'
        and jsonb_array_length(rule -> 'accept') between 1 and 20
        and not exists (
          select from jsonb_array_elements_text(rule -> 'accept') as status
          where status is null
            or status !~ '^(?:[1-5]xx|[1-9][0-9][0-9](?:-[1-9][0-9][0-9])?)$'
            or left(status, 3) > right(status, 3)
        );
    when 'duration' then
      return rule - '{type,max_ms,otherwise}'::text[] = '{}'
        and public.is_whole_number(rule -> 'max_ms', 1, 30000)
        and rule ->> 'otherwise' in ('FAIL', 'DEGRADED');
    when 'body' then
      return rule - '{type,operator,value}'::text[] = '{}'
        and rule ->> 'operator' in ('contains', 'not_contains', 'matches')
        and public.is_text_within(rule -> 'value', 1, case rule ->> 'operator'
          when 'matches' then 200 else 1000
        end);
    when 'json' then
      return rule - '{type,path,operator,value}'::text[] = '{}'
        and public.is_text_within(rule -> 'path', 0, 200)
        and rule ->> 'operator' in ('equals', 'not_equals', 'exists', 'not_exists', 'greater_than', 'less_than')
        and case coalesce(jsonb_typeof(rule -> 'value'), 'absent')
          when 'string' then public.is_text_within(rule -> 'value', 0, 1000)
            and rule ->> 'operator' not in ('greater_than', 'less_than')
          when 'number' then true
          when 'boolean' then rule ->> 'operator' not in ('greater_than', 'less_than')
          when 'null' then rule ->> 'operator' not in ('greater_than', 'less_than')
          when 'absent' then rule ->> 'operator' not in ('equals', 'not_equals', 'greater_than', 'less_than')
          else false
        end;
    when 'header' then
      return rule - '{type,name,operator,value}'::text[] = '{}'
        and public.is_text_within(rule -> 'name', 1, 256)
        and rule ->> 'name' ~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]+$'
        and rule ->> 'operator' = 'equals'
        and public.is_text_within(rule -> 'value', 1, 1000)
        and rule ->> 'value' ~ '\S';
    when 'certificate' then
      return rule - '{type,min_days}'::text[] = '{}'
        and public.is_whole_number(rule -> 'min_days', 1, 365);
    else
      return false;
  end case;
end;
$check$;
--> statement-breakpoint
create or replace function public.has_valid_success_rules(rules jsonb) returns boolean
language plpgsql immutable
as $check$
begin
  if jsonb_typeof(rules) is distinct from 'array' then
    return false;
  end if;
  return jsonb_array_length(rules) <= 20
    and not exists (
      select from jsonb_array_elements(rules) as rule where public.is_success_rule(rule) is not true
    )
    -- One limit of a kind: two would contradict each other.
    and not exists (
      select from jsonb_array_elements(rules) as rule
      where rule ->> 'type' in ('status', 'duration', 'certificate')
      group by rule ->> 'type', rule ->> 'otherwise'
      having count(*) > 1
    );
end;
$check$;
--> statement-breakpoint
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
      and new.cron_expression !~ '^[0-9A-Za-z*,/ -]+$'
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
--> statement-breakpoint
create or replace function public.check_routine() returns trigger
language plpgsql security definer set search_path = ''
as $check$
declare
  broken text = public.find_broken_check(new, old);
begin
  if broken is not null then
    raise exception using
      errcode = 'check_violation', constraint = broken, table = 'routines',
      message = format('new row for relation "routines" violates check constraint "%s"', broken);
  end if;
  return new;
end;
$check$;
--> statement-breakpoint
create or replace function public.check_workspace() returns trigger
language plpgsql security definer set search_path = ''
as $check$
begin
  if new.name is distinct from old.name and new.name ~ '[\u0001-\u001f\u007f-\u009f]' then
    raise exception using
      errcode = 'check_violation', constraint = 'ck_workspaces_name', table = 'workspaces',
      message = 'new row for relation "workspaces" violates check constraint "ck_workspaces_name"';
  end if;
  return new;
end;
$check$;
--> statement-breakpoint
-- Rows from before the checks. Control characters of names become spaces, rules that nobody can read
-- are dropped, and a routine that breaks a check is paused: its log says so, and who edits it is shown
-- what is wrong.
update public.workspaces
set name = coalesce(nullif(btrim(regexp_replace(name, '[\u0001-\u001f\u007f-\u009f]', ' ', 'g')), ''), 'Unnamed')
where name ~ '[\u0001-\u001f\u007f-\u009f]';
--> statement-breakpoint
update public.routines
set name = coalesce(nullif(btrim(regexp_replace(name, '[\u0001-\u001f\u007f-\u009f]', ' ', 'g')), ''), 'Unnamed')
where name ~ '[\u0001-\u001f\u007f-\u009f]';
--> statement-breakpoint
update public.routines as r
set is_active = false, updated_at = now()
where is_active and public.find_broken_check(r, null) is not null;
--> statement-breakpoint
-- The trigger that has just logged these pauses, at the time of this transaction, knows no reason.
update public.routine_events
set pause_reason = 'INVALID_SETTINGS'
where kind = 'PAUSED' and actor_id is null and at = date_trunc('milliseconds', now());
--> statement-breakpoint
update public.routines as r
set success_rules = (
  select coalesce(jsonb_agg(rule order by place), '[]'::jsonb)
  from jsonb_array_elements(r.success_rules) with ordinality as element(rule, place)
  where public.is_success_rule(rule)
), updated_at = now()
where not public.has_valid_success_rules(success_rules);
--> statement-breakpoint
create trigger check_workspace
  before insert or update of name on public.workspaces
  for each row execute function public.check_workspace();
--> statement-breakpoint
-- The scheduler moves routines on all the time, and names none of these columns.
create trigger check_routine
  before insert or update of
    name, interval_minutes, cron_expression, timezone, endpoint_url, http_method, headers_json, body,
    secret_ref, jitter_seconds, starts_at, ends_at, success_rules, signing_secret_ref
  on public.routines
  for each row execute function public.check_routine();
