revoke all on table public.routine_events from anon, authenticated;
--> statement-breakpoint
revoke all on sequence public.routine_events_id_seq from anon, authenticated;
--> statement-breakpoint
grant select on table public.routine_events to authenticated;
--> statement-breakpoint
-- The one place that logs a change of a routine's schedule, in the transaction of the change. It runs
-- as its owner, so that nobody needs the right to write the log. Times are cut to milliseconds, as the
-- clock that slots are reckoned from is: rounded up, a change could seem to come after its own slot.
create function public.log_routine_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.routine_events (
    workspace_id, routine_id, kind, at, actor_id, interval_minutes, cron_expression, timezone,
    starts_at, ends_at, is_active, next_run_at
  ) values (
    new.workspace_id, new.id,
    case
      when tg_op = 'INSERT' then 'CREATED'
      when new.is_active and not old.is_active then 'RESUMED'
      when new.is_active or not old.is_active then 'EDITED'
      when auth.uid() is null and new.ends_at <= new.next_run_at then 'ENDED'
      else 'PAUSED'
    end,
    date_trunc('milliseconds', now()), auth.uid(), new.interval_minutes, new.cron_expression,
    new.timezone, new.starts_at, new.ends_at, new.is_active, new.next_run_at
  );
  return null;
end;
$$;
--> statement-breakpoint
revoke all on function public.log_routine_change() from public, anon, authenticated;
--> statement-breakpoint
-- The routines that were there before: what they were set to until now is not on record.
insert into public.routine_events (
  workspace_id, routine_id, kind, at, interval_minutes, cron_expression, timezone, starts_at, ends_at,
  is_active, next_run_at
)
select workspace_id, id, 'CREATED', created_at, interval_minutes, cron_expression, timezone, starts_at,
  ends_at, is_active, next_run_at
from public.routines;
--> statement-breakpoint
create trigger log_created_routine
  after insert on public.routines
  for each row execute function public.log_routine_change();
--> statement-breakpoint
-- The scheduler moves routines on all the time: the condition is judged before the function is called.
create trigger log_changed_routine
  after update of is_active, interval_minutes, cron_expression, timezone, starts_at, ends_at
  on public.routines
  for each row
  when (
    (old.is_active, old.interval_minutes, old.cron_expression, old.timezone, old.starts_at, old.ends_at)
    is distinct from
    (new.is_active, new.interval_minutes, new.cron_expression, new.timezone, new.starts_at, new.ends_at)
  )
  execute function public.log_routine_change();
