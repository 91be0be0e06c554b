-- The policy in force for a routine: its own, otherwise that of its workspace. Null: the built-in one.
create function public.effective_alert_policy(routine public.routines) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(
    routine.alert_policy,
    (select w.alert_policy from public.workspaces as w where w.id = routine.workspace_id)
  );
$$;
--> statement-breakpoint
-- Whether a policy looks at runs that went well, too.
create function public.alert_policy_watches(policy jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce(
    policy -> 'conditions' @> '[{"type": "slow"}]'
    or policy -> 'conditions' @> '[{"type": "failure_rate"}]'
    or policy -> 'conditions' @> '[{"type": "certificate"}]',
    false
  );
$$;
--> statement-breakpoint
-- Whether the next good run of a routine matters: an incident is not resolved, a run is not decided
-- on, or the policy looks at every run.
create function public.needs_alert_watch(routine public.routines) returns boolean
language sql stable set search_path = ''
as $$
  select public.alert_policy_watches(public.effective_alert_policy(routine))
    or exists (
      select 1 from public.incidents as i where i.routine_id = routine.id and i.state <> 'resolved'
    )
    or exists (select 1 from public.incident_signals as s where s.routine_id = routine.id);
$$;
--> statement-breakpoint
-- Makes `alert_watch` of these routines right. What is to be changed is looked at again under the locks
-- of its routines, which are those that recording takes, in the same order: no failure that is recorded
-- meanwhile is overlooked.
create function public.keep_alert_watch(ids uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  wrong uuid[];
begin
  select array_agg(r.id) into wrong
  from public.routines as r
  where r.id = any (ids) and r.alert_watch <> public.needs_alert_watch(r);
  if wrong is null then return; end if;
  perform 1 from public.routines as r where r.id = any (wrong) order by r.id for no key update;
  update public.routines as r set alert_watch = public.needs_alert_watch(r)
  where r.id = any (wrong) and r.alert_watch <> public.needs_alert_watch(r);
end;
$$;
--> statement-breakpoint
create function public.watch_routine() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.alert_watch = public.needs_alert_watch(new);
  return new;
end;
$$;
--> statement-breakpoint
-- Statements of the scheduler do not name the policy, so they do not come here.
create trigger watch_routine
  before insert or update of alert_policy on public.routines
  for each row execute function public.watch_routine();
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
  public.effective_alert_policy(public.routines), public.alert_policy_watches(jsonb),
  public.needs_alert_watch(public.routines), public.keep_alert_watch(uuid[]), public.watch_routine(),
  public.watch_routines_of_workspace(), public.log_signals(uuid[], uuid[]),
  public.log_signals_of_new_runs(), public.log_signals_of_closed_retries()
from public, anon, authenticated;
