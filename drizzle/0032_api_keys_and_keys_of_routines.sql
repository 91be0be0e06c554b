CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"role" text NOT NULL,
	"scopes" text[] NOT NULL,
	"addresses" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_by_email" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_api_keys_name" CHECK (char_length("api_keys"."name") between 1 and 120),
	CONSTRAINT "ck_api_keys_prefix" CHECK ("api_keys"."prefix" ~ '^opk_[0-9A-Za-z]{8}$'),
	CONSTRAINT "ck_api_keys_secret_hash" CHECK ("api_keys"."secret_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "ck_api_keys_role" CHECK ("api_keys"."role" in ('ADMIN', 'MEMBER', 'VIEWER')),
	CONSTRAINT "ck_api_keys_scopes" CHECK (cardinality("api_keys"."scopes") between 1 and 4 and "api_keys"."scopes" <@ array['read', 'write', 'run', 'ping']),
	CONSTRAINT "ck_api_keys_addresses" CHECK (cardinality("api_keys"."addresses") <= 50 and octet_length(array_to_string("api_keys"."addresses", ' ')) <= 4096),
	CONSTRAINT "ck_api_keys_expires_at" CHECK ("api_keys"."expires_at" > "api_keys"."created_at"),
	CONSTRAINT "ck_api_keys_created_by_email" CHECK (char_length("api_keys"."created_by_email") <= 320)
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspace_invitations" ALTER COLUMN "created_by" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "fk_api_keys_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "fk_api_keys_creator" FOREIGN KEY ("created_by") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "uq_api_keys_prefix" ON "api_keys" USING btree ("prefix");--> statement-breakpoint
CREATE INDEX "idx_api_keys_workspace" ON "api_keys" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "idx_api_keys_creator" ON "api_keys" USING btree ("created_by");--> statement-breakpoint
ALTER TABLE "workspace_invitations" ADD CONSTRAINT "fk_workspace_invitations_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "uq_routines_key" UNIQUE("workspace_id","key");--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_key" CHECK (char_length("routines"."key") <= 200 and "routines"."key" ~ '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$');--> statement-breakpoint
CREATE POLICY "api_keys_select_member" ON "api_keys" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("api_keys"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "api_keys_insert_editor" ON "api_keys" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("api_keys"."created_by" = (select public.signed_in_user_id()) and ("api_keys"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]) or ("api_keys"."role" <> 'ADMIN' and "api_keys"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]))));--> statement-breakpoint
CREATE POLICY "api_keys_delete_editor" ON "api_keys" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ((select public.signed_in_user_id()) is not null and ("api_keys"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]) or ("api_keys"."created_by" = (select public.signed_in_user_id()) and "api_keys"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]))));--> statement-breakpoint
ALTER POLICY "maintenance_windows_insert_editor" ON "maintenance_windows" TO opspulse_app WITH CHECK ("maintenance_windows"."created_by" is not distinct from (select public.signed_in_user_id()) and "maintenance_windows"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_invitations_insert_manager" ON "workspace_invitations" TO opspulse_app WITH CHECK ("workspace_invitations"."created_by" is not distinct from (select public.signed_in_user_id()) and "workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
ALTER POLICY "workspace_secrets_insert_manager" ON "workspace_secrets" TO opspulse_app WITH CHECK ("workspace_secrets"."created_by" is not distinct from (select public.signed_in_user_id()) and "workspace_secrets"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));
--> statement-breakpoint
-- The key that a statement runs for; null where a user or nobody does.
create function public.calling_key_id() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'key_id')::uuid
$$;
--> statement-breakpoint
revoke all on function public.calling_key_id() from public;
--> statement-breakpoint
grant execute on function public.calling_key_id() to opspulse_app;
--> statement-breakpoint
-- As before, and the workspace of the key that calls, by its role and scopes, while it has not expired.
create or replace function public.member_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m where m.user_id = (select auth.uid())
    union all
    select k.workspace_id from public.api_keys k
    where k.id = (select public.calling_key_id()) and coalesce(k.expires_at > now(), true)
      and k.scopes && '{read,write,run}'
  );
end;
$$;
--> statement-breakpoint
create or replace function public.editable_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m
    where m.user_id = (select auth.uid()) and m.role in ('OWNER', 'ADMIN', 'MEMBER')
    union all
    select k.workspace_id from public.api_keys k
    where k.id = (select public.calling_key_id()) and coalesce(k.expires_at > now(), true)
      and k.role in ('ADMIN', 'MEMBER') and 'write' = any (k.scopes)
  );
end;
$$;
--> statement-breakpoint
create or replace function public.managed_workspace_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select m.workspace_id from public.workspace_members m
    where m.user_id = (select auth.uid()) and m.role in ('OWNER', 'ADMIN')
    union all
    select k.workspace_id from public.api_keys k
    where k.id = (select public.calling_key_id()) and coalesce(k.expires_at > now(), true)
      and k.role = 'ADMIN' and 'write' = any (k.scopes)
  );
end;
$$;
--> statement-breakpoint
-- Without the hash. Ids are made by the database, and only the service writes the last use.
grant select (
  id, workspace_id, name, prefix, role, scopes, addresses, expires_at, last_used_at, created_by,
  created_by_email, created_at
), insert (
  workspace_id, name, prefix, secret_hash, role, scopes, addresses, expires_at, created_by,
  created_by_email
), delete on table public.api_keys to opspulse_app;
--> statement-breakpoint
grant insert (key), update (key) on table public.routines to opspulse_app;
--> statement-breakpoint
-- As before. A key is somebody, too: what it pauses has not ended by itself.
create or replace function public.log_routine_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.routine_events (
    workspace_id, routine_id, kind, at, actor_id, interval_minutes, cron_expression, run_at, timezone,
    gap_policy, starts_at, ends_at, is_active, next_run_at
  ) values (
    new.workspace_id, new.id,
    case
      when tg_op = 'INSERT' then 'CREATED'
      when new.is_active and not old.is_active then 'RESUMED'
      when new.is_active or not old.is_active then 'EDITED'
      when auth.uid() is null and public.calling_key_id() is null
        and (new.ends_at <= new.next_run_at or new.run_at < new.next_run_at) then 'ENDED'
      else 'PAUSED'
    end,
    date_trunc('milliseconds', now()), auth.uid(), new.interval_minutes, new.cron_expression,
    new.run_at, new.timezone, new.gap_policy, new.starts_at, new.ends_at, new.is_active,
    new.next_run_at
  );
  return null;
end;
$$;
--> statement-breakpoint
create trigger count_revision_of_key
  before update of key on public.routines
  for each row
  when (old.key is distinct from new.key)
  execute function public.count_revision();
