import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Database, Transaction } from "@/db/client";
import { refusalOf } from "@/tests/support/refusal";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { takingBack } from "@/tests/support/taking-back";
import { createTestUser } from "@/tests/support/test-database";

describe("signing up", () => {
  const database = openSuiteDatabase();

  const workspacesOf = async (tx: Database | Transaction, userId: string) => [
    ...(await tx.execute(sql`
      select w.name, m.role from workspaces w
      join workspace_members m on m.workspace_id = w.id and m.user_id = w.owner_id
      where w.owner_id = ${userId}`)),
  ];

  test("makes one personal workspace for each user, who owns it, however often the user changes", async () => {
    const { userId } = await createTestUser(database.db);
    await database.db.execute(
      sql`update auth.users set email = 'changed@example.com' where id = ${userId}`,
    );
    expect(await workspacesOf(database.db, userId)).toEqual([{ name: "Personal", role: "OWNER" }]);
  });

  test("makes the workspace and the user together or not at all", async () => {
    const { userId } = await createTestUser(database.db);
    const refusal = await refusalOf(
      database.db.execute(
        sql`insert into auth.users (id, email) values (${userId}, 'again@example.com')`,
      ),
    );
    expect(refusal?.code).toBe("23505");
    expect(await workspacesOf(database.db, userId)).toEqual([{ name: "Personal", role: "OWNER" }]);
  });

  test("makes the workspace for an auth server that has no rights on the schema public", async () => {
    const userId = randomUUID();
    await takingBack(
      (inside) => database.db.transaction(inside),
      async (tx) => {
        await tx.execute(sql`create role auth_server_of_its_own nologin`);
        await tx.execute(sql`grant usage on schema auth to auth_server_of_its_own`);
        await tx.execute(sql`grant insert on auth.users to auth_server_of_its_own`);
        await tx.execute(sql`revoke usage on schema public from public`);
        await tx.execute(sql`select set_config('role', 'auth_server_of_its_own', true)`);
        await tx.execute(
          sql`insert into auth.users (id, email) values (${userId}, 'hosted@example.com')`,
        );
        const [who] = await tx.execute(sql`
          select current_user::text as name,
            has_schema_privilege('public', 'usage') as "reachesPublic"`);
        expect(who).toEqual({ name: "auth_server_of_its_own", reachesPublic: false });
        await tx.execute(sql`select set_config('role', 'none', true)`);
        expect(await workspacesOf(tx, userId)).toEqual([{ name: "Personal", role: "OWNER" }]);
      },
    );
  });
});
