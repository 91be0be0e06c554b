-- The one place that says of a routine how its runs came out, in the transaction that wrote them. What
-- agrees with what is on record, as nearly all does, costs a look at the routine and no write. What
-- does not, is read from the history: rows may come late, many at once, or in any order.
-- Its plan is made once a connection, maybe while there is no history yet: it must not come to read the
-- whole of one, or to sort it, when it has grown.
create function public.note_outcomes() returns trigger
language plpgsql security definer
set search_path = '' set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
  update public.routines as r
  set last_outcome = ended.outcome, health = coalesce(judged.health, r.health)
  from (
    select distinct t.id
    from changed as c
    join public.routines as t on t.id = c.routine_id
    where c.status <> 'RUNNING' and (
      t.last_outcome is distinct from case when c.is_degraded then 'DEGRADED' else c.status end
      or c.status in ('SUCCESS', 'FAIL') and t.health is distinct from
        case when c.status = 'FAIL' then 'FAILING' when c.is_degraded then 'DEGRADED' else 'GOOD' end
    )
  ) as doubtful
  cross join lateral (
    select case when o.is_degraded then 'DEGRADED' else o.status end as outcome
    from public.routine_runs as o
    where o.routine_id = doubtful.id and o.status <> 'RUNNING'
    order by o.created_at desc limit 1
  ) as ended
  left join lateral (
    select case when o.status = 'FAIL' then 'FAILING' when o.is_degraded then 'DEGRADED' else 'GOOD' end
      as health
    from public.routine_runs as o
    where o.routine_id = doubtful.id and o.status in ('SUCCESS', 'FAIL')
    order by o.created_at desc limit 1
  ) as judged on true
  where r.id = doubtful.id
    and (r.last_outcome, r.health) is distinct from (ended.outcome, coalesce(judged.health, r.health));
  return null;
end;
$$;
--> statement-breakpoint
revoke all on function public.note_outcomes() from public, anon, authenticated;
--> statement-breakpoint
create trigger note_outcomes_of_new_runs
  after insert on public.routine_runs
  referencing new table as changed
  for each statement execute function public.note_outcomes();
--> statement-breakpoint
create trigger note_outcomes_of_changed_runs
  after update on public.routine_runs
  referencing new table as changed
  for each statement execute function public.note_outcomes();
--> statement-breakpoint
update public.routines as r
set last_outcome = ended.outcome, health = judged.health
from public.routines as t
cross join lateral (
  select case when o.is_degraded then 'DEGRADED' else o.status end as outcome
  from public.routine_runs as o
  where o.routine_id = t.id and o.status <> 'RUNNING'
  order by o.created_at desc limit 1
) as ended
left join lateral (
  select case when o.status = 'FAIL' then 'FAILING' when o.is_degraded then 'DEGRADED' else 'GOOD' end
    as health
  from public.routine_runs as o
  where o.routine_id = t.id and o.status in ('SUCCESS', 'FAIL')
  order by o.created_at desc limit 1
) as judged on true
where r.id = t.id;
