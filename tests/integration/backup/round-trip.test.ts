import { readFile, stat } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureAppRole } from "@/db/access/ensure-app-role";
import { openDatabase, type Database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { checkBackup } from "@/scripts/backup/check-backup";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import {
  backUp,
  readEverything,
  restore,
  openBackupFolder,
} from "@/tests/integration/backup/backup-fixture";
import { fillEveryTable } from "@/tests/integration/backup/full-database";
import { migrateUntil } from "@/tests/support/earlier-schema";
import { startEmbeddedServer } from "@/tests/support/embedded-server";
import { startHostedSupabase } from "@/tests/support/hosted-supabase";
import { createTestDatabase, createTestUser, isEmbedded } from "@/tests/support/test-database";
import type { Template } from "@/tests/support/test-stage";

const newFile = openBackupFolder();

type Opened = { db: Database; close: () => Promise<void> };

async function openEmbedded(template: Template): Promise<Opened> {
  const server = await startEmbeddedServer();
  const connection = openAuthConnection(server.url);
  await prepareAuth(connection).finally(() => connection.close());
  const { db, close } = openDatabase(server.url, { maxConnections: 1 });
  if (template === "migrated") await migrateDatabase(db);
  return {
    db,
    close: async () => {
      await close();
      await server.close();
    },
  };
}

/** What is left of a restored place once it is as its source: leases are higher, and nothing else. */
function withoutLeases(everything: Record<string, string[]>) {
  return {
    ...everything,
    "public.routines": everything["public.routines"]?.map((row) =>
      row.replace(/"lease_token": (?:100000)?(\d+)/, `"lease_token": $1`),
    ),
  };
}

const directions = isEmbedded()
  ? ([["own", "own"]] as const)
  : ([
      ["own", "own"],
      ["embedded", "own"],
    ] as const);

describe.each(directions)("from a database of kind %s to one of kind %s", (from, to) => {
  const open = (kind: "own" | "embedded", template: Template) =>
    kind === "own" ? createTestDatabase(template) : openEmbedded(template);
  let source: Opened;
  let target: Opened;
  let path: string;

  beforeAll(async () => {
    [source, target] = [await open(from, "migrated"), await open(to, "auth_only")];
    await fillEveryTable(source.db);
    path = newFile();
  });
  afterAll(async () => {
    await source.close();
    await target.close();
  });

  test("every row of every table is the same after a restore", async () => {
    const before = await readEverything(source.db);
    const empty = Object.keys(before).filter((table) => before[table]?.length === 0);
    expect(empty, "add rows of new tables to full-database.ts").toEqual(["public.runs_in_flight"]);
    const content = await backUp(source.db, path);
    expect(content.rows).toBe(Object.values(before).flat().length);

    await restore(target.db, path);

    expect(withoutLeases(await readEverything(target.db))).toEqual(before);
    expect(await readEverything(source.db)).toEqual(before);
  });

  test("a restored database works as one of its own: numbers go on, and triggers fire", async () => {
    const { userId, workspaceId } = await createTestUser(target.db);
    const [newest] = await target.db.execute<{ id: string }>(
      sql`select max(id) as id from routine_events`,
    );
    const [routine] = await target.db.execute<{ id: string; endpoint_host: string }>(sql`
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
      values (${workspaceId}, 'New', 5, '2026-03-01T09:00:00Z', 'https://new.example/')
      returning id, endpoint_host`);
    expect(routine?.endpoint_host).toBe("new.example");
    const [event] = await target.db.execute<{ id: string }>(
      sql`select id from routine_events where routine_id = ${routine?.id}`,
    );
    expect(Number(event?.id)).toBe(Number(newest?.id) + 1);
    const members = await target.db.execute(
      sql`select from workspace_members where user_id = ${userId}`,
    );
    expect(members).toHaveLength(1);
  });

  test("a place that holds something is refused, and replaced only where that is asked for", async () => {
    const before = await readEverything(target.db);
    await expect(restore(target.db, path)).rejects.toThrow(
      /^There are 4 accounts and 2 routines .* add --replace/,
    );
    expect(await readEverything(target.db)).toEqual(before);

    const { replaced } = await restore(target.db, path, { replaces: true });
    expect(replaced).toEqual({ accounts: 4, routines: 2 });
    expect(withoutLeases(await readEverything(target.db))).toEqual(await readEverything(source.db));
  });
});

describe("a backup", () => {
  test("is a file for its owner alone, without the key of what is sealed in it", async () => {
    const { db, close } = await createTestDatabase();
    try {
      const { workspace } = await fillEveryTable(db);
      const path = newFile();
      await backUp(db, path);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const text = gunzipSync(await readFile(path)).toString();
      expect(text).not.toContain("a secret");
      const { sealing } = workspace.context;
      // The other text of the fixture is under no key.
      expect((await checkBackup(path, sealing)).sealed).toEqual({ texts: 2, opened: 1 });
      expect((await checkBackup(path, null)).sealed).toEqual({ texts: 2, opened: 0 });
    } finally {
      await close();
    }
  });

  test("of an older release is brought up to date, and one of a newer release is refused", async () => {
    const old = await createTestDatabase("auth_only");
    const target = await createTestDatabase("auth_only");
    try {
      await ensureAppRole(old.db);
      await migrateUntil(old.db, "0020_kept_endpoint_host");
      const { workspaceId } = await createTestUser(old.db);
      await old.db.execute(sql`
        insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
        values (${workspaceId}, 'Old', 5, '2026-03-01T09:00:00Z', 'https://old.example/')`);
      const path = newFile();
      await backUp(old.db, path);
      await restore(target.db, path);
      const [routine] = await target.db.execute(
        sql`select name, endpoint_host, alert_watch from routines`,
      );
      expect(routine).toMatchObject({ name: "Old", endpoint_host: "old.example" });
      expect(await migrateDatabase(target.db)).toBe(0);

      await target.db.execute(sql`
        insert into drizzle.__drizzle_migrations (hash, created_at) values ('new', 9999999999999)`);
      await expect(backUp(target.db, newFile())).rejects.toThrow("migrated by a newer release");
    } finally {
      await old.close();
      await target.close();
    }
  });

  test.skipIf(isEmbedded())(
    "goes to hosted Supabase, whose auth server owns the accounts and wants empty tokens",
    async () => {
      const source = await createTestDatabase();
      const supabase = await startHostedSupabase();
      try {
        await fillEveryTable(source.db);
        await supabase.admin.execute(sql`alter table auth.users add column instance_id uuid`);
        const path = newFile();
        await backUp(source.db, path);
        await restore(supabase.db, path);
        const before = await readEverything(source.db);
        const after = withoutLeases(await readEverything(supabase.db));
        const changed = Object.keys(before).filter(
          (table) =>
            JSON.stringify(after[table as keyof typeof after]) !== JSON.stringify(before[table]),
        );
        expect(changed).toEqual(["auth.users"]);
        const users = await supabase.db.execute(sql`
          select instance_id::text, confirmation_token, encrypted_password from auth.users`);
        expect([...users]).toEqual(
          Array.from({ length: 3 }, () => ({
            instance_id: "00000000-0000-0000-0000-000000000000",
            confirmation_token: "",
            encrypted_password: "a hash",
          })),
        );
        const open = await supabase.api
          .transaction(async (tx) => {
            await tx.execute(sql`set local role anon`);
            return tx.execute(sql`select from routines`);
          })
          .then(
            () => "readable",
            () => "closed",
          );
        expect(open).toBe("closed");
        await restore(supabase.db, path, { replaces: true });
        expect(withoutLeases(await readEverything(supabase.db))).toEqual(after);
      } finally {
        await supabase.close();
        await source.close();
      }
    },
  );
});
