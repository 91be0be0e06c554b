revoke all on table public.workspace_members, public.workspace_invitations from anon, authenticated;
--> statement-breakpoint
grant select on table public.workspace_members to authenticated;
--> statement-breakpoint
grant update (role) on table public.workspace_members to authenticated;
--> statement-breakpoint
grant delete on table public.workspace_members to authenticated;
--> statement-breakpoint
-- Whoever could read a hash could not use it, but nobody needs to.
grant select (id, workspace_id, role, created_by, created_at, expires_at) on table public.workspace_invitations to authenticated;
--> statement-breakpoint
grant insert (workspace_id, role, token_hash, created_by) on table public.workspace_invitations to authenticated;
--> statement-breakpoint
grant delete on table public.workspace_invitations to authenticated;
--> statement-breakpoint
grant insert (id, owner_id, name) on table public.workspaces to authenticated;
--> statement-breakpoint
grant delete on table public.workspaces to authenticated;
--> statement-breakpoint
-- The one place that writes the row of an owner: it follows "owner_id", and who owned before stays as
-- an admin. The sign-up trigger makes a user's first membership through it.
create function public.keep_owner_member() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.workspace_members set role = 'ADMIN'
  where workspace_id = new.id and role = 'OWNER' and user_id <> new.owner_id;
  insert into public.workspace_members (workspace_id, user_id, role)
  values (new.id, new.owner_id, 'OWNER')
  on conflict (workspace_id, user_id) do update set role = 'OWNER';
  return null;
end;
$$;
--> statement-breakpoint
revoke all on function public.keep_owner_member() from public, anon, authenticated;
--> statement-breakpoint
-- The owners of the workspaces that were there before.
insert into public.workspace_members (workspace_id, user_id, role, created_at)
select id, owner_id, 'OWNER', created_at from public.workspaces;
--> statement-breakpoint
create trigger keep_owner_member
  after insert or update of owner_id on public.workspaces
  for each row execute function public.keep_owner_member();
