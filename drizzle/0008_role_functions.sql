-- The workspaces in which the signed-in user has a role, by what the role allows. Every policy goes
-- through one of these. They run as their owner, so that policies on "workspace_members" may call them
-- without calling themselves, and they are plpgsql because the table that they read is made by the
-- next migration.
create or replace function public.member_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m where m.user_id = (select auth.uid())
  );
end;
$$;
--> statement-breakpoint
create function public.editable_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m
    where m.user_id = (select auth.uid()) and m.role in ('OWNER', 'ADMIN', 'MEMBER')
  );
end;
$$;
--> statement-breakpoint
create function public.managed_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m
    where m.user_id = (select auth.uid()) and m.role in ('OWNER', 'ADMIN')
  );
end;
$$;
--> statement-breakpoint
revoke all on function public.editable_workspace_ids(), public.managed_workspace_ids() from public, anon, authenticated;
--> statement-breakpoint
grant execute on function public.editable_workspace_ids(), public.managed_workspace_ids() to authenticated;
