-- The workspaces whose audit log the caller may read: those that they manage. A key needs the role and the
-- scope "read".
create function public.audited_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members as m
    where m.user_id = (select public.signed_in_user_id()) and m.role in ('OWNER', 'ADMIN')
    union all
    select k.workspace_id from public.api_keys as k
    where k.id = (select public.calling_key_id()) and coalesce(k.expires_at > now(), true)
      and k.role = 'ADMIN' and 'read' = any (k.scopes)
  );
end;
$$;
--> statement-breakpoint
revoke all on function public.audited_workspace_ids() from public, anon, authenticated;
--> statement-breakpoint
grant execute on function public.audited_workspace_ids() to opspulse_app;
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"transaction_id" bigint NOT NULL,
	"actor_id" uuid,
	"actor_email" text,
	"key_id" uuid,
	"key_name" text,
	"address" text,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" uuid,
	"target_name" text,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "ck_audit_events_actor" CHECK (num_nonnulls("audit_events"."actor_id", "audit_events"."key_id") <= 1),
	CONSTRAINT "ck_audit_events_action" CHECK ("audit_events"."action" ~ '^[a-z_]{1,40}[.][a-z_]{1,40}$'),
	CONSTRAINT "ck_audit_events_target_kind" CHECK ("audit_events"."target_kind" ~ '^[a-z_]{1,40}$'),
	CONSTRAINT "ck_audit_events_changes" CHECK (jsonb_typeof("audit_events"."changes") = 'array' and octet_length("audit_events"."changes"::text) <= 16384)
);
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "fk_audit_events_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_audit_events_workspace" ON "audit_events" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "idx_audit_events_target" ON "audit_events" USING btree ("workspace_id","target_id","id");--> statement-breakpoint
CREATE POLICY "audit_events_select_auditor" ON "audit_events" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("audit_events"."workspace_id" = any ((select public.audited_workspace_ids())::uuid[]));
--> statement-breakpoint
grant select on table public.audit_events to opspulse_app;
--> statement-breakpoint
-- The one way past the triggers below is the deletion of a whole workspace, and trim_audit_events. An
-- event that this very transaction has written may still get more changes, from triggers only: nobody has
-- seen it yet.
create function public.guard_audit_events() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1
    and old.transaction_id = pg_current_xact_id()::text::bigint
    and old.at = date_trunc('milliseconds', now())
    and to_jsonb(old) - 'changes' = to_jsonb(new) - 'changes'
  then
    return new;
  end if;
  if tg_op = 'DELETE' then
    if current_setting('opspulse.trims_audit', true) = 'on' and old.at < now() - interval '30 days' then
      return old;
    end if;
    if not exists (select from public.workspaces where id = old.workspace_id) then
      return old;
    end if;
  end if;
  raise exception 'The audit log can only be added to.'
    using errcode = 'insufficient_privilege', hint = 'trim_audit_events deletes what is older than 30 days.';
end;
$$;
--> statement-breakpoint
create trigger guard_audit_events
  before update or delete on public.audit_events
  for each row execute function public.guard_audit_events();
--> statement-breakpoint
create trigger guard_whole_audit_events
  before truncate on public.audit_events
  for each statement execute function public.guard_audit_events();
--> statement-breakpoint
-- Deletes up to "most" of the oldest events that are older than "days", at least 30, and returns their
-- number. The oldest have the lowest ids: where the first is younger, nothing else is read.
create function public.trim_audit_events(days integer, most integer) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  deleted integer;
  before timestamptz := now() - make_interval(days => greatest(days, 30));
begin
  if (select e.at from public.audit_events as e order by e.id limit 1) >= before then
    return 0;
  end if;
  perform set_config('opspulse.trims_audit', 'on', true);
  delete from public.audit_events
  where id in (
    select oldest.id from (select e.id, e.at from public.audit_events as e order by e.id limit most) as oldest
    where oldest.at < before
  );
  get diagnostics deleted = row_count;
  perform set_config('opspulse.trims_audit', 'off', true);
  return deleted;
end;
$$;
--> statement-breakpoint
-- A value as the log keeps it: long texts are cut, and what else is long is null, for not kept.
create function public.audit_value(value jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select case
    when octet_length(value::text) <= 600 then value
    when jsonb_typeof(value) = 'string' then to_jsonb(left(value #>> '{}', 200) || '…')
  end
$$;
--> statement-breakpoint
-- What differs between two rows. Of columns in "shown" the values are kept, of all others only the names,
-- so that a column nobody thought of gives nothing away; those in "ignored" aren't looked at. A new or
-- deleted row lists what isn't empty. Headers are named one by one.
create function public.audit_changes(earlier jsonb, later jsonb, shown text[], ignored text[]) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('path', differing.path)
    || case when differing.is_shown and differing.before is not null
      then jsonb_build_object('before', differing.before) else '{}' end
    || case when differing.is_shown and differing.after is not null
      then jsonb_build_object('after', differing.after) else '{}' end
    order by differing.path
  ), '[]')
  from (
    select regexp_replace(key, '^sealed_', '') as path, key = any (shown) as is_shown,
      public.audit_value(earlier -> key) as before, public.audit_value(later -> key) as after
    from jsonb_object_keys(earlier || later) as key
    where not key = any (ignored) and key <> 'headers_json'
      and earlier -> key is distinct from later -> key
      and not (
        (earlier = '{}' or later = '{}')
        and coalesce(earlier -> key, later -> key) in ('null', 'false', '0', '""', '[]', '{}')
      )
    union all
    select 'headers_json.' || name, false, null, null
    from jsonb_object_keys(
      coalesce(earlier -> 'headers_json', '{}') || coalesce(later -> 'headers_json', '{}')
    ) as name
    where earlier -> 'headers_json' -> name is distinct from later -> 'headers_json' -> name
  ) as differing
$$;
--> statement-breakpoint
-- The changes of an event with later ones of the same transaction: from the first value to the last.
create function public.merge_audit_changes(earlier jsonb, later jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_agg(merged.change order by merged.change ->> 'path'), '[]')
  from (
    select case
      when l.change is null then e.change
      when e.change is null then l.change
      else l.change - 'before' || case
        when e.change ? 'before' then jsonb_build_object('before', e.change -> 'before') else '{}'
      end
    end as change
    from jsonb_array_elements(earlier) as e (change)
    full join jsonb_array_elements(later) as l (change) on e.change ->> 'path' = l.change ->> 'path'
  ) as merged
  where not (
    merged.change ? 'before' and merged.change ? 'after'
    and merged.change -> 'before' = merged.change -> 'after'
  )
$$;
--> statement-breakpoint
-- Writes an event, whose actor and address are those of the claims. An update of what this transaction has
-- already made or updated belongs to that event. The log of a workspace that is being deleted goes with it.
create function public.write_audit_event(
  workspace uuid, action text, kind text, target uuid, name text, changes jsonb
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  claims jsonb := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}');
  actor uuid := claims ->> 'sub';
  key uuid := claims ->> 'key_id';
  moment timestamptz := date_trunc('milliseconds', now());
  this_transaction bigint := pg_current_xact_id()::text::bigint;
  kept jsonb := write_audit_event.changes;
begin
  if not exists (select from public.workspaces as w where w.id = workspace) then
    return;
  end if;
  if octet_length(kept::text) > 12000 then
    kept := (select jsonb_agg(jsonb_build_object('path', left(c ->> 'path', 100)))
      from (select c from jsonb_array_elements(kept) as c limit 100) as few);
  end if;
  if write_audit_event.action like '%.updated' then
    update public.audit_events as e
    set changes = case
      when octet_length(e.changes::text) + octet_length(kept::text) > 16000 then e.changes
      else public.merge_audit_changes(e.changes, kept)
    end
    where e.workspace_id = workspace and e.target_id = target and e.transaction_id = this_transaction
      and e.at = moment and e.action in (kind || '.created', write_audit_event.action);
    if found then
      return;
    end if;
  end if;
  insert into public.audit_events (
    workspace_id, at, transaction_id, actor_id, actor_email, key_id, key_name, address, action,
    target_kind, target_id, target_name, changes
  ) values (
    workspace, moment, this_transaction, actor,
    (select u.email from auth.users as u where u.id = actor), key,
    (select k.name from public.api_keys as k where k.id = key),
    left(nullif(claims ->> 'address', 'direct'), 64), write_audit_event.action, kind, target, left(name, 200), kept
  );
end;
$$;
--> statement-breakpoint
-- What a verb has done that no row shows, such as a run that somebody asked for.
create function public.note_audit_event(
  workspace uuid, action text, kind text, target uuid, name text, changes jsonb
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce(workspace = any (public.member_workspace_ids()), false) then
    raise exception 'This workspace isn''t yours.' using errcode = 'insufficient_privilege';
  end if;
  perform public.write_audit_event(workspace, action, kind, target, name, changes);
end;
$$;
--> statement-breakpoint
-- Logs a change of a row whose id is the target. Its arguments are the kind of the target, the columns
-- whose values may be kept, and those that are no setting. What OpsPulse does by
-- itself to keep texts sealed under another key is no event.
create function public.audit_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  earlier jsonb := '{}';
  later jsonb := '{}';
  named jsonb;
  changes jsonb;
begin
  if tg_op <> 'INSERT' then
    earlier := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    later := to_jsonb(new);
  end if;
  changes := public.audit_changes(earlier, later, tg_argv[1]::text[], tg_argv[2]::text[]);
  if tg_op = 'UPDATE' and (
    changes = '[]'
    or coalesce(current_setting('request.jwt.claims', true), '') = '' and not exists (
      select from jsonb_array_elements(changes) as c
      where c ->> 'path' not in ('value', 'secret')
    )
  ) then
    return null;
  end if;
  named := case when tg_op = 'DELETE' then earlier else later end;
  perform public.write_audit_event(
    (named ->> 'workspace_id')::uuid,
    tg_argv[0] || case tg_op when 'INSERT' then '.created' when 'UPDATE' then '.updated' else
      case tg_argv[0] when 'key' then '.revoked' else '.deleted' end end,
    tg_argv[0], (named ->> 'id')::uuid, named ->> 'name', changes
  );
  return null;
end;
$$;
--> statement-breakpoint
create function public.audit_workspace() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.write_audit_event(new.id, 'workspace.created', 'workspace', new.id, new.name, '[]');
    return null;
  end if;
  if old.owner_id <> new.owner_id then
    perform public.write_audit_event(
      new.id, 'workspace.transferred', 'workspace', new.id, new.name,
      jsonb_build_array(jsonb_build_object(
        'path', 'owner',
        'before', (select u.email from auth.users as u where u.id = old.owner_id),
        'after', (select u.email from auth.users as u where u.id = new.owner_id)
      ))
    );
  end if;
  if old.alert_policy is distinct from new.alert_policy then
    perform public.write_audit_event(
      new.id, 'policy.set', 'policy', null, null,
      public.audit_changes(to_jsonb(old), to_jsonb(new), '{alert_policy}', '{name,ai_enabled,owner_id}')
    );
  end if;
  if (old.name, old.ai_enabled) is distinct from (new.name, new.ai_enabled) then
    perform public.write_audit_event(
      new.id, 'workspace.updated', 'workspace', new.id, new.name,
      public.audit_changes(to_jsonb(old), to_jsonb(new), '{name,ai_enabled}', '{alert_policy,owner_id}')
    );
  end if;
  return null;
end;
$$;
--> statement-breakpoint
-- The owner's row follows the workspace, and one that an invitation makes is the event of the invitation.
create function public.audit_member() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := case when tg_op = 'DELETE' then old.user_id else new.user_id end;
  email text := (select u.email from auth.users as u where u.id = member);
  is_accepting boolean := coalesce(current_setting('opspulse.accepts_invitation', true), '') <> '';
begin
  if tg_op = 'INSERT' then
    if new.role <> 'OWNER' and not is_accepting then
      perform public.write_audit_event(
        new.workspace_id, 'member.added', 'member', member, email,
        jsonb_build_array(jsonb_build_object('path', 'role', 'after', new.role))
      );
    end if;
  elsif tg_op = 'UPDATE' then
    if old.role <> new.role and 'OWNER' not in (old.role, new.role) and not is_accepting then
      perform public.write_audit_event(
        new.workspace_id, 'member.role_changed', 'member', member, email,
        jsonb_build_array(jsonb_build_object('path', 'role', 'before', old.role, 'after', new.role))
      );
    end if;
  else
    perform public.write_audit_event(
      old.workspace_id,
      case when old.user_id = public.signed_in_user_id() then 'member.left' else 'member.removed' end,
      'member', member, email,
      jsonb_build_array(jsonb_build_object('path', 'role', 'before', old.role))
    );
  end if;
  return null;
end;
$$;
--> statement-breakpoint
-- An invitation that ends by itself is no event: because it has expired, or its creator has left.
create function public.audit_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.write_audit_event(
      new.workspace_id, 'invitation.created', 'invitation', new.id, null,
      jsonb_build_array(jsonb_build_object('path', 'role', 'after', new.role))
    );
  elsif current_setting('opspulse.accepts_invitation', true) = old.id::text then
    perform public.write_audit_event(
      old.workspace_id, 'invitation.accepted', 'invitation', old.id, null,
      jsonb_build_array(jsonb_build_object('path', 'role', 'after', old.role))
    );
  elsif old.expires_at > now() and not exists (
    select where old.created_by is not null and not exists (
      select from public.workspace_members as m
      where m.workspace_id = old.workspace_id and m.user_id = old.created_by
    )
  ) then
    perform public.write_audit_event(
      old.workspace_id, 'invitation.revoked', 'invitation', old.id, null,
      jsonb_build_array(jsonb_build_object('path', 'role', 'before', old.role))
    );
  end if;
  return null;
end;
$$;
--> statement-breakpoint
-- Tags are settings of their routine. Those that went with the tag itself are no event of their own.
create function public.audit_routine_tags() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  part record;
begin
  if not exists (select from changed) then
    return null;
  end if;
  for part in
    select r.workspace_id, r.id, r.name, array_agg(t.name) as names, coalesce((
      select array_agg(kept.name) from public.routine_tags as rt
      join public.tags as kept on kept.workspace_id = rt.workspace_id and kept.id = rt.tag_id
      where rt.workspace_id = r.workspace_id and rt.routine_id = r.id
    ), '{}') as current
    from changed as c
    join public.routines as r on r.workspace_id = c.workspace_id and r.id = c.routine_id
    join public.tags as t on t.workspace_id = c.workspace_id and t.id = c.tag_id
    group by r.workspace_id, r.id
  loop
    perform public.write_audit_event(
      part.workspace_id, 'routine.updated', 'routine', part.id, part.name,
      jsonb_build_array(jsonb_build_object(
        'path', 'tags',
        'before', (
          select coalesce(jsonb_agg(n order by lower(n)), '[]') from (
            select unnest(part.current) as n where tg_op = 'DELETE'
            union select unnest(part.names) where tg_op = 'DELETE'
            union (select unnest(part.current) where tg_op = 'INSERT' except select unnest(part.names))
          ) as earlier
        ),
        'after', (select coalesce(jsonb_agg(n order by lower(n)), '[]') from unnest(part.current) as n)
      ))
    );
  end loop;
  return null;
end;
$$;
--> statement-breakpoint
-- What a window of maintenance names is written after it, and belongs to its event.
create function public.audit_maintenance_scope() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  part record;
begin
  if tg_argv[0] = 'tags' then
    for part in
      select w.workspace_id, w.id, w.name, jsonb_agg(t.name order by lower(t.name)) as names
      from changed as c
      join public.maintenance_windows as w on w.workspace_id = c.workspace_id and w.id = c.window_id
      join public.tags as t on t.workspace_id = c.workspace_id and t.id = (to_jsonb(c) ->> 'tag_id')::uuid
      group by w.workspace_id, w.id
    loop
      perform public.write_audit_event(
        part.workspace_id, 'maintenance.updated', 'maintenance', part.id, part.name,
        jsonb_build_array(jsonb_build_object('path', 'tags', 'after', part.names))
      );
    end loop;
    return null;
  end if;
  for part in
    select w.workspace_id, w.id, w.name, count(*) as routines
    from changed as c
    join public.maintenance_windows as w on w.workspace_id = c.workspace_id and w.id = c.window_id
    group by w.workspace_id, w.id
  loop
    perform public.write_audit_event(
      part.workspace_id, 'maintenance.updated', 'maintenance', part.id, part.name,
      jsonb_build_array(jsonb_build_object('path', 'routines', 'after', part.routines))
    );
  end loop;
  return null;
end;
$$;
--> statement-breakpoint
-- What a person did to an incident, on the page, by the API, or by the link of a message.
create function public.audit_incident() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform public.write_audit_event(
    new.workspace_id, 'incident.' || case new.type when 'note' then 'noted' else new.type end, 'incident',
    new.incident_id, (
      select r.name from public.incidents as i
      join public.routines as r on r.workspace_id = i.workspace_id and r.id = i.routine_id
      where i.workspace_id = new.workspace_id and i.id = new.incident_id
    ),
    jsonb_build_array(jsonb_build_object('path', 'source', 'after', new.source))
    || case when new.snoozed_until is null then '[]' else jsonb_build_array(
      jsonb_build_object('path', 'snoozed_until', 'after', new.snoozed_until)) end
    || case when new.note is null then '[]'::jsonb else '[{"path": "note"}]' end
  );
  return null;
end;
$$;
--> statement-breakpoint
revoke all on function
  public.guard_audit_events(), public.trim_audit_events(integer, integer), public.audit_value(jsonb),
  public.audit_changes(jsonb, jsonb, text[], text[]), public.merge_audit_changes(jsonb, jsonb),
  public.write_audit_event(uuid, text, text, uuid, text, jsonb),
  public.note_audit_event(uuid, text, text, uuid, text, jsonb), public.audit_row(),
  public.audit_workspace(), public.audit_member(), public.audit_invitation(),
  public.audit_routine_tags(), public.audit_maintenance_scope(), public.audit_incident()
from public, anon, authenticated;
--> statement-breakpoint
grant execute on function public.note_audit_event(uuid, text, text, uuid, text, jsonb) to opspulse_app;
--> statement-breakpoint
create trigger audit_new_workspace
  after insert on public.workspaces
  for each row execute function public.audit_workspace();
--> statement-breakpoint
create trigger audit_changed_workspace
  after update on public.workspaces
  for each row when (old.* is distinct from new.*)
  execute function public.audit_workspace();
--> statement-breakpoint
create trigger audit_member
  after insert or update or delete on public.workspace_members
  for each row execute function public.audit_member();
--> statement-breakpoint
create trigger audit_invitation
  after insert or delete on public.workspace_invitations
  for each row execute function public.audit_invitation();
--> statement-breakpoint
create trigger audit_secret
  after insert or update or delete on public.workspace_secrets
  for each row execute function public.audit_row(
    'secret', '{name,purpose,origins}', '{id,workspace_id,created_by,created_at,updated_at}'
  );
--> statement-breakpoint
create trigger audit_key
  after insert or delete on public.api_keys
  for each row execute function public.audit_row(
    'key', '{name,prefix,role,scopes,addresses,expires_at}',
    '{id,workspace_id,secret_hash,last_used_at,created_by,created_by_email,created_at}'
  );
--> statement-breakpoint
create trigger audit_channel
  after insert or update or delete on public.channels
  for each row execute function public.audit_row(
    'channel',
    '{kind,name,is_active,disabled_reason,events,routine_ids,tags,quiet_hours,reminder_minutes,language,max_per_hour}',
    '{id,workspace_id,has_secret,created_at,updated_at}'
  );
--> statement-breakpoint
create trigger audit_tag
  after insert or update or delete on public.tags
  for each row execute function public.audit_row('tag', '{name,color,alert_policy}', '{id,workspace_id,created_at}');
--> statement-breakpoint
create trigger audit_maintenance
  after insert or update or delete on public.maintenance_windows
  for each row execute function public.audit_row(
    'maintenance',
    '{name,starts_at,ends_at,cron_expression,timezone,duration_minutes,applies_to_all}',
    '{id,workspace_id,created_by,created_at}'
  );
--> statement-breakpoint
create trigger audit_maintenance_routines
  after insert on public.maintenance_routines
  referencing new table as changed
  for each statement execute function public.audit_maintenance_scope('routines');
--> statement-breakpoint
create trigger audit_maintenance_tags
  after insert on public.maintenance_tags
  referencing new table as changed
  for each statement execute function public.audit_maintenance_scope('tags');
--> statement-breakpoint
-- Of routines, only what somebody did is an event: the scheduler ends them, and scripts write thousands.
create trigger audit_new_or_deleted_routine
  after insert or delete on public.routines
  for each row
  when (coalesce(current_setting('request.jwt.claims', true), '') <> '')
  execute function public.audit_row(
    'routine',
    '{name,key,kind,interval_minutes,cron_expression,run_at,timezone,is_active,endpoint_host,http_method,fill_values,auth_mode,secret_ref,timeout_seconds,jitter_seconds,starts_at,ends_at,max_attempts,misfire_policy,gap_policy,follow_redirects,keep_body,signing_secret_ref,alert_policy}',
    '{id,workspace_id,next_run_at,due_at,last_run_at,last_outcome,health,alert_watch,maintenance_from,maintenance_until,lock_until,locked_by,lease_token,revision,created_at,updated_at}'
  );
--> statement-breakpoint
-- The scheduler moves routines on all the time: "revision" grows with every setting, so that the condition
-- is cheap, and the function isn't called.
create trigger audit_changed_routine
  after update on public.routines
  for each row
  when (
    (
      old.revision <> new.revision or old.is_active <> new.is_active
      or old.alert_policy is distinct from new.alert_policy
    ) and coalesce(current_setting('request.jwt.claims', true), '') <> ''
  )
  execute function public.audit_row(
    'routine',
    '{name,key,kind,interval_minutes,cron_expression,run_at,timezone,is_active,endpoint_host,http_method,fill_values,auth_mode,secret_ref,timeout_seconds,jitter_seconds,starts_at,ends_at,max_attempts,misfire_policy,gap_policy,follow_redirects,keep_body,signing_secret_ref,alert_policy}',
    '{id,workspace_id,next_run_at,due_at,last_run_at,last_outcome,health,alert_watch,maintenance_from,maintenance_until,lock_until,locked_by,lease_token,revision,created_at,updated_at}'
  );
--> statement-breakpoint
create trigger audit_added_routine_tags
  after insert on public.routine_tags
  referencing new table as changed
  for each statement execute function public.audit_routine_tags();
--> statement-breakpoint
create trigger audit_removed_routine_tags
  after delete on public.routine_tags
  referencing old table as changed
  for each statement execute function public.audit_routine_tags();
--> statement-breakpoint
create trigger audit_incident
  after insert on public.incident_events
  for each row when (new.source <> 'POLICY')
  execute function public.audit_incident();
