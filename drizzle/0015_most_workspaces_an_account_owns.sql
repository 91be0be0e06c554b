-- Nobody owns more than 20 workspaces, whether they make one or are given one. Those who come at once
-- are counted one after the other: each waits for the lock of the owner, and then sees what the others
-- have committed. It runs after the row is in, when row-level security has judged it already: nobody is
-- told how many workspaces somebody else owns. Whoever owned more before keeps them.
create function public.limit_owned_workspaces() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('workspaces owned by ' || new.owner_id, 0));
  if (select count(*) from public.workspaces where owner_id = new.owner_id) > 20 then
    raise exception using
      errcode = 'check_violation',
      constraint = 'ck_workspaces_owned',
      table = 'workspaces',
      message = 'an account owns at most 20 workspaces';
  end if;
  return null;
end;
$$;
--> statement-breakpoint
revoke all on function public.limit_owned_workspaces() from public, anon, authenticated;
--> statement-breakpoint
create trigger limit_owned_workspaces
  after insert or update of owner_id on public.workspaces
  for each row execute function public.limit_owned_workspaces();
