import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrateDatabase } from "@/db/migrate";
import { readAuthSchema } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { requireAuthTables, withDatabase } from "@/scripts/start/database";
import { startPostgresServer, type PostgresServer } from "@/tests/support/postgres-server";

const script = join(import.meta.dirname, "../../../deploy/docker/prepare-database.sql");

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
  const sql = connect("postgres", "postgres");
  await sql`create database opspulse`;
  await sql.end();
}, 60_000);
afterAll(() => server.stop());

const urlOf = (user: string, database = "opspulse") => {
  const url = new URL(database, server.adminUrl);
  url.username = user;
  return url.href;
};

const connect = (user: string, database?: string) =>
  postgres(urlOf(user, database), { max: 1, onnotice: () => undefined });

/** As psql runs it, which the test's machine may not have. */
async function prepare(): Promise<void> {
  const text = await readFile(script, "utf8");
  const sql = connect("postgres");
  await sql
    .unsafe(
      text
        .replaceAll(/^\\.*$/gm, "")
        .replaceAll(/:'(?:app|auth)_password'/g, "'a password'")
        .replaceAll(':"DBNAME"', '"opspulse"'),
    )
    .simple();
  await sql.end();
}

it("a database of the containers serves the auth server's tables to an app that is no superuser", async () => {
  await prepare();
  await withDatabase(urlOf("opspulse"), async (db) => {
    await expect(requireAuthTables(db)).rejects.toThrow("no auth schema yet");
  });

  // What an auth server does at its start, as its own user: tables with row-level security and no policies.
  const auth = connect("supabase_auth_admin");
  await auth`create schema if not exists auth`;
  const source = openAuthConnection(urlOf("postgres", "postgres"));
  const schema = await readAuthSchema(source).finally(() => source.close());
  await auth.unsafe(schema).simple();
  const tables = await auth<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'auth'::regnamespace and relkind = 'r'`;
  expect(tables.map(({ name }) => name)).toContain("users");
  for (const { name } of tables) {
    await auth`alter table auth.${auth(name)} enable row level security`;
  }
  await auth`
    create or replace function auth.uid() returns uuid language sql stable as
    $$ select (current_setting('request.jwt.claims', true)::jsonb ->> 'sub')::uuid $$`;

  await prepare();
  await withDatabase(urlOf("opspulse"), async (db) => {
    await requireAuthTables(db);
    expect(await migrateDatabase(db)).toBeGreaterThan(0);
    expect(await migrateDatabase(db)).toBe(0);
  });
  await auth`insert into auth.users (id, email) values (gen_random_uuid(), 'one@example.com')`;
  await auth.end();

  const app = connect("opspulse");
  expect(
    await app`select w.name, u.email from workspaces w join auth.users u on u.id = w.owner_id`,
  ).toEqual([{ name: "Personal", email: "one@example.com" }]);
  expect(await app`select rolsuper from pg_roles where rolname = current_user`).toEqual([
    { rolsuper: false },
  ]);
  await app.end();
}, 60_000);
