import { sql } from "drizzle-orm";
import { openDatabase, type Database } from "@/db/client";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { startPostgresServer } from "@/tests/support/postgres-server";

export type HostedSupabase = {
  /** As the superuser of the cluster, which hosted Supabase keeps to itself. */
  admin: Database;
  /** As the user that hosted Supabase gives to its customers: no superuser, and owner of the database. */
  db: Database;
  /** As the user of the Data API, which becomes `anon`, `authenticated` or `service_role`. */
  api: Database;
  urlOf: (user: string) => string;
  close: () => Promise<void>;
};

/** The owner of the database. On hosted Supabase its name is `postgres`. */
const OWNER = "project";

/**
 * A PostgreSQL with the roles, owners and default privileges of a project on hosted Supabase: what is
 * made in `public` is open to the Data API, and the auth server's schema belongs to the auth server.
 */
export async function startHostedSupabase(): Promise<HostedSupabase> {
  const server = await startPostgresServer();
  const opened: { close: () => Promise<void> }[] = [];
  const urlOf = (user: string) => {
    const url = new URL("project", server.adminUrl);
    url.username = user;
    return url.href;
  };
  const open = (url: string) => {
    const database = openDatabase(url, { maxConnections: 2 });
    opened.push(database);
    return database.db;
  };
  try {
    const cluster = open(server.adminUrl);
    await cluster.execute(sql`create role project login createrole createdb`);
    await cluster.execute(sql`create database project owner project`);
    const auth = openAuthConnection(urlOf("postgres"));
    await prepareAuth(auth).finally(() => auth.close());
    const admin = open(urlOf("postgres"));
    for (const statement of projectStatements(await authTables(admin))) {
      await admin.execute(sql.raw(statement));
    }
    return {
      admin,
      db: open(urlOf(OWNER)),
      api: open(urlOf("authenticator")),
      urlOf,
      close: async () => {
        await Promise.all(opened.map(({ close }) => close()));
        await server.stop();
      },
    };
  } catch (error) {
    await Promise.all(opened.map(({ close }) => close()));
    await server.stop();
    throw error;
  }
}

async function authTables(admin: Database): Promise<string[]> {
  const rows = await admin.execute<{ name: string }>(
    sql`select oid::regclass::text as name from pg_class where relnamespace = 'auth'::regnamespace and relkind = 'r'`,
  );
  return rows.map(({ name }) => name);
}

const projectStatements = (tables: readonly string[]) => [
  `create role supabase_auth_admin createrole login noinherit`,
  `create role authenticator login noinherit`,
  `grant anon, authenticated, service_role to authenticator, project`,
  `alter schema auth owner to supabase_auth_admin`,
  ...tables.map((table) => `alter table ${table} owner to supabase_auth_admin`),
  `grant usage on schema auth to project`,
  `grant all on all tables in schema auth to project`,
  ...["tables", "sequences", "functions"].map(
    (objects) =>
      `alter default privileges for role project in schema public grant all on ${objects} to anon, authenticated, service_role`,
  ),
];
