-- Hosted Supabase grants everything on new public tables to its API roles: take it back first, then
-- give what row-level security is meant to govern, column by column where a column is the service's own.
revoke all on table public.workspaces, public.routines, public.routine_runs, public.scheduler_state from anon, authenticated;
--> statement-breakpoint
grant usage on schema public to authenticated;
--> statement-breakpoint
grant select on table public.workspaces, public.routines, public.routine_runs to authenticated;
--> statement-breakpoint
grant update (name) on table public.workspaces to authenticated;
--> statement-breakpoint
grant insert (
  workspace_id, name, kind, interval_minutes, cron_expression, timezone, next_run_at, is_active,
  endpoint_url, http_method, headers_json, body, auth_mode, secret_ref, timeout_seconds, misfire_policy
) on table public.routines to authenticated;
--> statement-breakpoint
grant update (
  name, kind, interval_minutes, cron_expression, timezone, next_run_at, is_active,
  endpoint_url, http_method, headers_json, body, auth_mode, secret_ref, timeout_seconds, misfire_policy,
  updated_at
) on table public.routines to authenticated;
--> statement-breakpoint
grant delete on table public.routines to authenticated;
--> statement-breakpoint
create trigger create_personal_workspace
  after insert on auth.users
  for each row execute function public.create_personal_workspace();
--> statement-breakpoint
-- Users who signed up before these tables existed.
insert into public.workspaces (owner_id, name) select id, 'Personal' from auth.users;
--> statement-breakpoint
insert into public.scheduler_state default values;
