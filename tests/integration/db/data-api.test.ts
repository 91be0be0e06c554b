import { randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppRoleError, ensureAppRole } from "@/db/access/ensure-app-role";
import { asUser, openDatabase, type Database, type Transaction } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { routines, workspaces } from "@/db/schema";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { migrateUntil } from "@/tests/support/earlier-schema";
import { startHostedSupabase, type HostedSupabase } from "@/tests/support/hosted-supabase";
import { refusalOf } from "@/tests/support/refusal";
import { insertInto, routineRow } from "@/tests/support/rows";
import { takingBack } from "@/tests/support/taking-back";
import { createTestUser } from "@/tests/support/test-database";

const INSUFFICIENT_PRIVILEGE = "42501";
const BEFORE_THE_ROLE = "0016_runs_in_flight_and_lingering";

const API_ROLES = ["anon", "authenticated", "service_role"] as const;
const RIGHTS = ["select", "insert", "update", "delete", "truncate", "references", "trigger"];

type Relation = { name: string; kind: string; column: string };

describe("on hosted Supabase", () => {
  let hosted: HostedSupabase;
  let db: Database;
  let attacker: { userId: string; workspaceId: string };

  /** A statement as PostgREST runs it: its own user becomes the role of the token. */
  const through = (role: string, statement: SQL) =>
    takingBack(
      (inside) => hosted.api.transaction(inside),
      (tx) => refusalOf(runAs(tx, role, statement)),
    );

  async function runAs(tx: Transaction, role: string, statement: SQL) {
    const claims = JSON.stringify({ sub: attacker.userId, role });
    await tx.execute(
      sql`select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`,
    );
    return tx.execute(statement);
  }

  /** A statement of a signed-in user whose effect stays. */
  const attack = (statement: SQL) =>
    refusalOf(hosted.api.transaction((tx) => runAs(tx, "authenticated", statement)));

  const relationsOf = () =>
    db.execute<Relation>(sql`
      select relname as name, relkind as kind, (
        select attname from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped
          and attidentity = '' and attgenerated = ''
        order by attnum limit 1
      ) as column
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      order by 1`);

  beforeAll(async () => {
    hosted = await startHostedSupabase();
    ({ db } = hosted);
    await migrateUntil(db, BEFORE_THE_ROLE);
    attacker = await createTestUser(hosted.admin);
  });

  afterAll(() => hosted.close());

  test("databases of a cluster that start at once make the role once", async () => {
    const names = ["project", "postgres"];
    const url = (name: string) => new URL(name, hosted.urlOf("project")).href;
    const instances = [...names, ...names].map((name) =>
      openDatabase(url(name), { maxConnections: 1 }),
    );
    try {
      await Promise.all(instances.map((instance) => ensureAppRole(instance.db)));
    } finally {
      await Promise.all(instances.map(({ close }) => close()));
    }
    const [role] = await db.execute(
      sql`select count(*)::int as count from pg_roles where rolname = 'opspulse_app'`,
    );
    expect(role).toEqual({ count: 1 });
  });

  test("the Data API was a second door until the role, which the first migration after it closes", async () => {
    const { workspaceId, userId } = attacker;
    const chosenId = randomUUID();
    const attacks = [
      insertInto("workspaces", { id: chosenId, owner_id: userId, name: "Heir" }),
      insertInto("routines", routineRow(workspaceId, { name: "rules", success_rules: "[null]" })),
      insertInto(
        "routines",
        routineRow(workspaceId, { name: "headers", headers_json: '{"X-Forwarded-For":"1.1.1.1"}' }),
      ),
      insertInto("routines", routineRow(workspaceId, { name: "often", interval_minutes: 1 })),
    ];
    for (const statement of attacks) expect(await attack(statement)).toBeNull();

    await migrateDatabase(db);

    await db.delete(workspaces).where(sql`id = ${chosenId}`);
    for (const statement of attacks) {
      expect(await attack(statement)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    }
  });

  test("who migrates and serves is no superuser, and the role is bound by row-level security", async () => {
    const roles = await db.execute(sql`
      select rolname as name, rolsuper or rolbypassrls as "isUnbound", rolcanlogin as "mayLogIn"
      from pg_roles where rolname in (current_user, 'opspulse_app') order by 1`);
    expect([...roles]).toEqual([
      { name: "opspulse_app", isUnbound: false, mayLogIn: false },
      { name: "project", isUnbound: false, mayLogIn: true },
    ]);
  });

  test("every verb on every table and view is refused to every role of the Data API", async () => {
    const relations = await relationsOf();
    expect(relations.length).toBeGreaterThan(8);
    const refused: string[] = [];
    const cells: string[] = [];
    for (const { name, kind, column } of relations) {
      const table = sql.identifier(name);
      const verbs: Record<string, SQL> = {
        select: sql`select from ${table}`,
        insert: sql`insert into ${table} default values`,
        update: sql`update ${table} set ${sql.identifier(column)} = null`,
        delete: sql`delete from ${table}`,
        truncate: sql`truncate ${table} cascade`,
      };
      for (const role of API_ROLES) {
        for (const [verb, statement] of Object.entries(verbs)) {
          // What can't be written at all is refused before rights are asked for.
          if (kind !== "r" && verb !== "select") continue;
          cells.push(`${role} ${verb} ${name}`);
          const refusal = await through(role, statement);
          if (refusal?.code === INSUFFICIENT_PRIVILEGE) refused.push(`${role} ${verb} ${name}`);
        }
      }
    }
    expect(refused).toEqual(cells);
  });

  test("no right on any table, view, column, sequence or function is left to them", async () => {
    const left = await hosted.admin.execute(sql`
      with role as (
        select rolname as name, oid from pg_roles where rolname in ${[...API_ROLES, "authenticator"]}
      ), relation as (
        select oid, relname, relkind from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      )
      select role.name, relname as object, verb
      from role, relation, unnest(string_to_array(${RIGHTS.join(",")}, ',')) as verb
      where has_table_privilege(role.oid, relation.oid, verb)
      union all
      select role.name, relname, 'column' from role, relation
      where has_any_column_privilege(role.oid, relation.oid, 'select, insert, update, references')
      union all
      select role.name, relname, 'sequence' from role, pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'S'
        and has_sequence_privilege(role.oid, pg_class.oid, 'usage, select, update')
      union all
      select role.name, proname, 'execute' from role, pg_proc
      where pronamespace = 'public'::regnamespace and has_function_privilege(role.oid, pg_proc.oid, 'execute')`);
    expect([...left]).toEqual([]);
  });

  test("functions that run as their owner look nothing up by a path that a caller chose", async () => {
    const loose = await db.execute(sql`
      select proname from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef
        and not coalesce('search_path=""' = any (proconfig), false)`);
    expect([...loose]).toEqual([]);
  });

  test("no role of the Data API can become the app's", async () => {
    for (const role of API_ROLES) {
      const become = sql`select set_config('role', 'opspulse_app', true)`;
      expect(await through(role, become)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    }
  });

  test("an id that is chosen for a workspace is refused to the app's role too", async () => {
    const statement = insertInto("workspaces", {
      id: randomUUID(),
      owner_id: attacker.userId,
      name: "Heir",
    });
    const refusal = await refusalOf(
      asUser(db, { sub: attacker.userId }, (tx) => tx.execute(statement)),
    );
    expect(refusal).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  test("the app works for its users without a right on the auth server's schema", async () => {
    const { id } = await createWorkspace(
      { db, actor: { userId: attacker.userId } },
      { name: "New" },
    );
    const seen = await asUser(db, { sub: attacker.userId }, async (tx) => {
      await tx.execute(insertInto("routines", routineRow(id, { name: "Fine" })));
      return tx
        .select({ name: routines.name })
        .from(routines)
        .where(sql`workspace_id = ${id}`);
    });
    expect(seen).toEqual([{ name: "Fine" }]);
    const isOpen = await db.execute(
      sql`select has_schema_privilege('opspulse_app', 'auth', 'usage') as open`,
    );
    expect([...isOpen]).toEqual([{ open: false }]);
  });

  test("a user who is no member of the role, as in another cluster, is one after the next start", async () => {
    const look = () =>
      refusalOf(
        asUser(db, { sub: attacker.userId }, (tx) => tx.execute(sql`select from routines`)),
      );
    await db.execute(sql`revoke opspulse_app from project`);
    expect(await look()).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    await migrateDatabase(db);
    expect(await look()).toBeNull();
  });

  test("a role that no policy binds is refused, with what an administrator has to run", async () => {
    await hosted.admin.execute(sql`alter role opspulse_app bypassrls`);
    await expect(migrateDatabase(db)).rejects.toThrow(
      "run: alter role opspulse_app nosuperuser nobypassrls;",
    );
    await hosted.admin.execute(sql`alter role opspulse_app nobypassrls`);
  });

  test("a door that somebody opened is closed by the next start, and others' tables are left alone", async () => {
    await db.execute(sql`create table theirs (id int)`);
    await db.execute(sql`grant all on all tables in schema public to anon, authenticated`);
    await db.execute(sql`grant execute on all functions in schema public to public`);
    const select = sql`select from workspaces`;
    expect(await through("authenticated", select)).toBeNull();
    expect(await migrateDatabase(db)).toBe(0);
    expect(await through("authenticated", select)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    expect(await through("anon", sql`select public.member_workspace_ids()`)).toMatchObject({
      code: INSUFFICIENT_PRIVILEGE,
    });
    expect(await through("anon", sql`select from theirs`)).toBeNull();
    await db.execute(sql`drop table theirs`);
  });

  test("a door that somebody opened shows no row, even before it is closed", async () => {
    await db.execute(sql`grant select on workspaces to authenticated`);
    const rows = await hosted.api.transaction((tx) =>
      runAs(tx, "authenticated", sql`select from workspaces`),
    );
    expect(rows).toHaveLength(0);
    await migrateDatabase(db);
  });

  test("a user who may not make roles is given what an administrator has to run", async () => {
    await hosted.admin.execute(sql`create role "own app" login`);
    await hosted.admin.execute(sql`create database restored owner "own app"`);
    const url = new URL("restored", hosted.urlOf("own app")).href;
    const restored = openDatabase(url, { maxConnections: 1 });
    const auth = openAuthConnection(url);
    try {
      await expect(prepareAuth(auth)).rejects.toThrow(
        /run: grant anon, authenticated, service_role, opspulse_app to "own app";$/,
      );
      const refused: unknown = await migrateDatabase(restored.db).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AppRoleError);
      expect(String(refused)).toContain('run: grant opspulse_app to "own app";');
      await hosted.admin.execute(
        sql`grant anon, authenticated, service_role, opspulse_app to "own app"`,
      );
      await prepareAuth(auth);
      expect(await migrateDatabase(restored.db)).toBeGreaterThan(0);
      // As a dump comes back in a cluster that doesn't know the role.
      await restored.db.execute(sql`drop owned by opspulse_app`);
      await expect(migrateDatabase(restored.db)).rejects.toThrow("Restore the dump again");
    } finally {
      await auth.close();
      await restored.close();
    }
  });
});
