-- Makes the users and roles that OpsPulse and its auth server expect of a database. The image of PostgreSQL runs it
-- once with psql, as an administrator, in a database that is new. A second run changes nothing but the passwords.

\getenv app_password APP_DATABASE_PASSWORD
\getenv auth_password AUTH_DATABASE_PASSWORD
\set ON_ERROR_STOP on

begin;

do $$
declare
  name text;
begin
  foreach name in array array['anon', 'authenticated', 'service_role', 'supabase_auth_admin', 'opspulse'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
  end loop;
end $$;

alter role service_role bypassrls;

-- The auth server's own user. Its migrations make tables without naming their schema, and make the schema
-- where it is missing, for which PostgreSQL wants the right to even where it isn't.
alter role supabase_auth_admin login noinherit password :'auth_password';
alter role supabase_auth_admin set search_path = auth;
grant connect, create on database :"DBNAME" to supabase_auth_admin;
create schema if not exists auth authorization supabase_auth_admin;

-- The app's user owns the database and makes its own roles. It reads the auth server's tables, whose row-level
-- security has no policies.
alter role opspulse login createrole bypassrls password :'app_password';
grant anon, authenticated, service_role to opspulse;
alter database :"DBNAME" owner to opspulse;
alter schema public owner to opspulse;
grant usage on schema auth to anon, authenticated, service_role, opspulse;
alter default privileges for role supabase_auth_admin in schema auth grant all on tables to opspulse;

commit;
