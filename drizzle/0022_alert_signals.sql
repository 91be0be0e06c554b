-- The policy in force for each routine: its own, otherwise that of its workspace. Null: the built-in one.
-- For the service alone.
create view public.effective_alert_policies as
select r.id as routine_id, coalesce(r.alert_policy, w.alert_policy) as policy
from public.routines as r
join public.workspaces as w on w.id = r.workspace_id;
--> statement-breakpoint
revoke all on table public.effective_alert_policies from public, anon, authenticated;
--> statement-breakpoint
-- Whether a policy looks at runs that went well, too. Names are qualified instead of setting the search
-- path: such a function can be inlined.
create function public.alert_policy_watches(policy jsonb) returns boolean
language sql immutable
as $$
  select coalesce(
    policy operator(pg_catalog.->) 'conditions' operator(pg_catalog.@>) '[{"type": "slow"}]'
    or policy operator(pg_catalog.->) 'conditions' operator(pg_catalog.@>) '[{"type": "failure_rate"}]'
    or policy operator(pg_catalog.->) 'conditions' operator(pg_catalog.@>) '[{"type": "certificate"}]',
    false
  );
$$;
--> statement-breakpoint
-- Makes `alert_watch` of these routines right: whether the next good run matters, because an incident is
-- not resolved, a run is not decided on, or the policy looks at every run. What is to be changed is looked
-- at again under the locks of its routines, which are those that recording takes, in the same order: no
-- failure that is recorded meanwhile is overlooked.
create function public.keep_alert_watch(ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  wrong uuid[];
begin
  select array_agg(r.id) into wrong
  from public.routines as r
  join public.effective_alert_policies as p on p.routine_id = r.id
  where r.id = any (ids) and r.alert_watch <> (
    public.alert_policy_watches(p.policy)
    or exists (select 1 from public.incidents as i where i.routine_id = r.id and i.state <> 'resolved')
    or exists (select 1 from public.incident_signals as s where s.routine_id = r.id)
  );
  if wrong is null then return; end if;
  perform 1 from public.routines as r where r.id = any (wrong) order by r.id for no key update;
  update public.routines as r
  set alert_watch = not r.alert_watch
  from public.effective_alert_policies as p
  where r.id = any (wrong) and p.routine_id = r.id and r.alert_watch <> (
    public.alert_policy_watches(p.policy)
    or exists (select 1 from public.incidents as i where i.routine_id = r.id and i.state <> 'resolved')
    or exists (select 1 from public.incident_signals as s where s.routine_id = r.id)
  );
end;
$$;
--> statement-breakpoint
create function public.watch_new_routines() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform public.keep_alert_watch(array(select id from changed));
  return null;
end;
$$;
--> statement-breakpoint
create trigger watch_new_routines
  after insert on public.routines
  referencing new table as changed
  for each statement execute function public.watch_new_routines();
--> statement-breakpoint
create function public.watch_changed_routine() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform public.keep_alert_watch(array[new.id]);
  return null;
end;
$$;
--> statement-breakpoint
-- Statements of the scheduler do not name the policy, so they do not come here.
create trigger watch_changed_routine
  after update of alert_policy on public.routines
  for each row when (old.alert_policy is distinct from new.alert_policy)
  execute function public.watch_changed_routine();
--> statement-breakpoint
create function public.watch_routines_of_workspace() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform public.keep_alert_watch(array(
    select r.id from public.routines as r where r.workspace_id = new.id and r.alert_policy is null
  ));
  return null;
end;
$$;
--> statement-breakpoint
create trigger watch_routines_of_workspace
  after update of alert_policy on public.workspaces
  for each row when (old.alert_policy is distinct from new.alert_policy)
  execute function public.watch_routines_of_workspace();
--> statement-breakpoint
-- Logs runs that may concern an incident, whichever statement recorded them. A routine is watched from
-- its first bad run on, so that the good ones after it are logged before anything is decided.
create function public.log_signals(bad uuid[], good uuid[]) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off
as $$
begin
  perform 1 from public.routines as r
  where r.id in (select o.routine_id from public.routine_runs as o where o.id = any (bad))
    and not r.alert_watch
  order by r.id for no key update;
  update public.routines as r set alert_watch = true
  where r.id in (select o.routine_id from public.routine_runs as o where o.id = any (bad))
    and not r.alert_watch;
  insert into public.incident_signals (workspace_id, routine_id, run_id)
  select o.workspace_id, o.routine_id, o.id
  from public.routine_runs as o
  join public.routines as r on r.id = o.routine_id
  where o.id = any (bad) or o.id = any (good) and r.alert_watch
  order by o.created_at, o.id;
end;
$$;
--> statement-breakpoint
create function public.log_signals_of_new_runs() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  bad uuid[];
  good uuid[];
begin
  select array_agg(c.id) filter (where c.is_bad), array_agg(c.id) filter (where not c.is_bad)
  into bad, good
  from (
    select id, status <> 'SUCCESS' and not will_retry or is_degraded or missed_slots > 0 as is_bad
    from changed
    where not will_retry or missed_slots > 0
  ) as c;
  if bad is not null or exists (
    select 1 from changed as c join public.routines as r on r.id = c.routine_id
    where r.alert_watch and not c.will_retry
  ) then
    perform public.log_signals(bad, good);
  end if;
  return null;
end;
$$;
--> statement-breakpoint
-- Recording logs them in the statement that writes the row, and says so. An instance of the version
-- before does not.
create trigger log_signals_of_new_runs
  after insert on public.routine_runs
  referencing new table as changed
  for each statement
  when (current_setting('opspulse.signals', true) is distinct from 'kept')
  execute function public.log_signals_of_new_runs();
--> statement-breakpoint
-- A failed attempt becomes the outcome of its slot where the retry can no longer come. Where a newer run
-- has its outcome, that was decided on, and this one comes too late to matter.
create function public.log_signals_of_closed_retries() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  bad uuid[];
begin
  select array_agg(c.id) into bad
  from changed as c join former as f on f.id = c.id
  where f.will_retry and not c.will_retry and not exists (
    select 1 from public.routine_runs as later
    where later.routine_id = c.routine_id and later.created_at > c.created_at
      and later.status in ('SUCCESS', 'FAIL') and not later.will_retry
  );
  if bad is not null then
    perform public.log_signals(bad, null);
  end if;
  return null;
end;
$$;
--> statement-breakpoint
create trigger log_signals_of_closed_retries
  after update on public.routine_runs
  referencing new table as changed old table as former
  for each statement execute function public.log_signals_of_closed_retries();
--> statement-breakpoint
revoke all on function
  public.alert_policy_watches(jsonb), public.keep_alert_watch(uuid[]), public.watch_new_routines(),
  public.watch_changed_routine(), public.watch_routines_of_workspace(),
  public.log_signals(uuid[], uuid[]), public.log_signals_of_new_runs(),
  public.log_signals_of_closed_retries()
from public, anon, authenticated;
