import { appRole } from "@/db/access/app-role";

/** The roles of Supabase, and the one that the app works as, which its migrations make. */
const neededRoles = ["anon", "authenticated", "service_role", appRole.name];

/**
 * The roles that a plain PostgreSQL lacks and hosted Supabase has. Where the user of the database may
 * not make them, the error has the statements that an administrator runs instead. Roles belong to the whole cluster, where
 * the lock of one database guards nothing: another instance may create one in the same moment.
 */
export const ROLES_SQL = `
do $$
declare
  may_bypass boolean := (select rolsuper or rolbypassrls from pg_roles where rolname = current_user);
  name text;
begin
  foreach name in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_roles where rolname = name) then
      begin
        execute format('create role %I nologin', name);
        if name = 'service_role' and may_bypass then
          alter role service_role bypassrls;
        end if;
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not exists (
      select from pg_auth_members
      where roleid = (select oid from pg_roles where rolname = name)
        and member = (select oid from pg_roles where rolname = current_user)
    ) then
      execute format('grant %I to current_user', name);
    end if;
  end loop;
exception when insufficient_privilege then
  raise insufficient_privilege using message = format(
    'The database''s user "%s" may not make the roles that OpsPulse needs. As an administrator of this PostgreSQL, run: %s',
    current_user,
    (
      select coalesce(string_agg(format('create role %I nologin; ', needed), ''), '')
      from unnest(array[${neededRoles.map((name) => `'${name}'`).join(", ")}]) as needed
      where not exists (select from pg_roles where rolname = needed)
    ) || format('grant ${neededRoles.join(", ")} to %I;', current_user)
  );
end $$;
`;

/** As hosted Supabase defines them: the claims as one JSON setting, or as the older single ones. */
export const CLAIMS_SQL = `
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
grant usage on schema auth, public to anon, authenticated, service_role;
grant execute on function auth.jwt(), auth.uid(), auth.role(), auth.email()
  to anon, authenticated, service_role;
`;
