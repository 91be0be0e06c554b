-- The workspaces that the signed-in user belongs to. Every policy goes through this one function.
-- It runs as its owner, so that policies on "workspaces" may call it without calling themselves, and
-- it is plpgsql because the table that it reads is made by the next migration.
create function public.member_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(select w.id from public.workspaces w where w.owner_id = (select auth.uid()));
end;
$$;
--> statement-breakpoint
revoke all on function public.member_workspace_ids() from public, anon, authenticated;
--> statement-breakpoint
grant execute on function public.member_workspace_ids() to authenticated;
--> statement-breakpoint
-- Gives every new user a workspace of their own, in the same transaction as the user. The auth
-- server inserts users under a role of its own, hence "security definer".
create function public.create_personal_workspace() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.workspaces (owner_id, name) values (new.id, 'Personal');
  return new;
end;
$$;
--> statement-breakpoint
revoke all on function public.create_personal_workspace() from public, anon, authenticated;
