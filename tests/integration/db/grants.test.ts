import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { memberColumns, routineColumns } from "@/db/queries/routine-columns";
import { startAuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

/** The columns that members write, by their names in the database. */
const memberColumnNames = memberColumns.map((column) => routineColumns[column].name);

/** The columns of a channel that members write. */
const channelColumns = [
  "name",
  "key",
  "secret_ref",
  "config",
  "sealed_secret",
  "is_active",
  "events",
  "routine_ids",
  "tags",
  "quiet_hours",
  "reminder_minutes",
  "language",
  "max_per_hour",
];

const GRANTS = [
  "opspulse_app EXECUTE editable_workspace_ids()",
  "opspulse_app EXECUTE managed_workspace_ids()",
  "opspulse_app EXECUTE member_workspace_ids()",
  "opspulse_app EXECUTE signed_in_user_id()",
  "opspulse_app EXECUTE calling_key_id()",
  "opspulse_app EXECUTE audited_workspace_ids()",
  "opspulse_app EXECUTE note_audit_event()",
  "opspulse_app SELECT audit_events",
  "opspulse_app SELECT workspaces",
  ...["owner_id", "name"].map((column) => `opspulse_app INSERT workspaces.${column}`),
  "opspulse_app DELETE workspaces",
  "opspulse_app SELECT workspace_members",
  "opspulse_app UPDATE workspace_members.role",
  "opspulse_app DELETE workspace_members",
  ...["id", "workspace_id", "role", "created_by", "created_at", "expires_at"].map(
    (column) => `opspulse_app SELECT workspace_invitations.${column}`,
  ),
  ...["workspace_id", "role", "token_hash", "created_by"].map(
    (column) => `opspulse_app INSERT workspace_invitations.${column}`,
  ),
  "opspulse_app DELETE workspace_invitations",
  ...[
    "id",
    "workspace_id",
    "name",
    "purpose",
    "origins",
    "header",
    "created_by",
    "created_at",
    "updated_at",
  ].map((column) => `opspulse_app SELECT workspace_secrets.${column}`),
  ...["workspace_id", "name", "purpose", "origins", "header", "sealed_value", "created_by"].map(
    (column) => `opspulse_app INSERT workspace_secrets.${column}`,
  ),
  "opspulse_app DELETE workspace_secrets",
  ...[
    "id",
    "workspace_id",
    "name",
    "prefix",
    "role",
    "scopes",
    "addresses",
    "expires_at",
    "last_used_at",
    "created_by",
    "created_by_email",
    "created_at",
  ].map((column) => `opspulse_app SELECT api_keys.${column}`),
  ...[
    "workspace_id",
    "name",
    "prefix",
    "secret_hash",
    "role",
    "scopes",
    "addresses",
    "expires_at",
    "created_by",
    "created_by_email",
  ].map((column) => `opspulse_app INSERT api_keys.${column}`),
  "opspulse_app DELETE api_keys",
  "opspulse_app SELECT applied_files",
  "opspulse_app DELETE applied_files",
  ...["workspace_id", "prefix", "resources", "applied_at"].map(
    (column) => `opspulse_app INSERT applied_files.${column}`,
  ),
  ...["resources", "applied_at"].map((column) => `opspulse_app UPDATE applied_files.${column}`),
  "opspulse_app UPDATE workspaces.ai_enabled",
  "opspulse_app UPDATE workspaces.name",
  "opspulse_app SELECT routines",
  "opspulse_app DELETE routines",
  ...memberColumnNames.flatMap((column) => [
    `opspulse_app INSERT routines.${column}`,
    `opspulse_app UPDATE routines.${column}`,
  ]),
  "opspulse_app INSERT routines.workspace_id",
  "opspulse_app UPDATE routines.updated_at",
  "opspulse_app SELECT tags",
  ...["workspace_id", "name", "color"].map((column) => `opspulse_app INSERT tags.${column}`),
  ...["name", "color", "alert_policy"].map((column) => `opspulse_app UPDATE tags.${column}`),
  "opspulse_app DELETE tags",
  "opspulse_app SELECT routine_tags",
  ...["workspace_id", "routine_id", "tag_id"].map(
    (column) => `opspulse_app INSERT routine_tags.${column}`,
  ),
  "opspulse_app DELETE routine_tags",
  "opspulse_app SELECT maintenance_windows",
  ...[
    "workspace_id",
    "name",
    "key",
    "starts_at",
    "ends_at",
    "cron_expression",
    "timezone",
    "duration_minutes",
    "applies_to_all",
    "created_by",
  ].map((column) => `opspulse_app INSERT maintenance_windows.${column}`),
  "opspulse_app DELETE maintenance_windows",
  ...["routine", "tag"].flatMap((part) => [
    `opspulse_app SELECT maintenance_${part}s`,
    ...["workspace_id", "window_id", `${part}_id`].map(
      (column) => `opspulse_app INSERT maintenance_${part}s.${column}`,
    ),
  ]),
  "opspulse_app SELECT routine_runs",
  "opspulse_app SELECT runs",
  "opspulse_app SELECT runs_in_flight",
  "opspulse_app SELECT replays",
  "opspulse_app SELECT replay_slots",
  "opspulse_app SELECT routine_events",
  "opspulse_app UPDATE workspaces.alert_policy",
  ...["incident_groups", "incidents", "incident_events", "alert_messages", "notifications"].map(
    (table) => `opspulse_app SELECT ${table}`,
  ),
  ...channelColumns.flatMap((column) => [
    `opspulse_app INSERT channels.${column}`,
    `opspulse_app UPDATE channels.${column}`,
  ]),
  ...channelColumns
    .filter((column) => column !== "sealed_secret")
    .map((column) => `opspulse_app SELECT channels.${column}`),
  ...[
    "id",
    "workspace_id",
    "kind",
    "has_secret",
    "disabled_reason",
    "created_at",
    "updated_at",
  ].map((column) => `opspulse_app SELECT channels.${column}`),
  ...["workspace_id", "kind"].map((column) => `opspulse_app INSERT channels.${column}`),
  ...["disabled_reason", "updated_at"].map((column) => `opspulse_app UPDATE channels.${column}`),
  "opspulse_app DELETE channels",
].sort();

/**
 * Everything in the schema `public` that is granted to outsiders, one line each:
 * `opspulse_app SELECT routines`, or `opspulse_app UPDATE workspaces.name` for a column.
 */
async function grantsOf(db: Database): Promise<string[]> {
  const rows = await db.execute<{ grant: string }>(sql`
    with granted as (
      select relname::text as object, entry.*
      from pg_class, aclexplode(relacl) as entry
      where relnamespace = 'public'::regnamespace
      union all
      select relname || '.' || attname, entry.*
      from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl) as entry
      where relnamespace = 'public'::regnamespace
      union all
      select proname || '()', entry.*
      from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) as entry
      where pronamespace = 'public'::regnamespace
    )
    select concat_ws(' ', coalesce(rolname, 'public'), privilege_type, object) as grant
    from granted left join pg_roles on pg_roles.oid = grantee
    where grantee = 0 or rolname in ('anon', 'authenticated', 'service_role', 'opspulse_app')`);
  return rows.map((row) => row.grant).sort();
}

describe("the rights of the app's role, and of nobody else", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase("auth_only");
    // As hosted Supabase sets up every project.
    await database.db.execute(
      sql`alter default privileges in schema public grant all on tables to anon, authenticated, service_role`,
    );
    await database.db.execute(
      sql`alter default privileges in schema public grant all on functions to anon, authenticated, service_role`,
    );
    await database.db.execute(
      sql`alter default privileges in schema public grant all on sequences to anon, authenticated, service_role`,
    );
    await migrateDatabase(database.db);
  });

  afterAll(() => database.close());

  test("are those that the migrations give, where Supabase gives everything on new objects", async () => {
    expect(await grantsOf(database.db)).toEqual(GRANTS);
  });

  test("let members write every column that keeps a setting, and when it is due", async () => {
    const granted = new Set(await grantsOf(database.db));
    const missing = memberColumnNames
      .flatMap((name) => [`INSERT routines.${name}`, `UPDATE routines.${name}`])
      .filter((grant) => !granted.has(`opspulse_app ${grant}`));
    expect(missing).toEqual([]);
  });

  test("leave ids to the database, in every table", async () => {
    const named = await database.db.execute<{ column: string }>(sql`
      select relname || '.' || attname as column
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'id'`);
    const written = await database.db.execute(sql`
      select relname || '.' || attname as column
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'id'
        and has_column_privilege('opspulse_app', attrelid, attnum, 'insert, update')`);
    expect(named.length).toBeGreaterThan(4);
    expect([...written]).toEqual([]);
  });

  test("are the same where nothing is given on new objects", async () => {
    const plain = await createTestDatabase();
    try {
      expect(await grantsOf(plain.db)).toEqual(GRANTS);
    } finally {
      await plain.close();
    }
  });

  test("stay as they are when users sign up through the local auth server", async () => {
    const before = await grantsOf(database.db);
    const connection = openAuthConnection(database.url);
    const server = await startAuthServer({
      connection,
      jwtSecret: randomUUID(),
      publishableKey: "publishable",
      siteUrl: "http://localhost:3000",
      signUp: "open",
      confirmEmail: false,
      onEmail: () => undefined,
    });
    try {
      await server.createUser("new@example.com", "a long password");
    } finally {
      await server.close();
      await connection.close();
    }
    const workspaces = await database.db.execute(sql`
      select name from workspaces join auth.users on auth.users.id = owner_id
      where email = 'new@example.com'`);
    expect([...workspaces]).toEqual([{ name: "Personal" }]);
    expect(await grantsOf(database.db)).toEqual(before);
  });
});
