import { getTableName, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { countSealedTexts, sealedColumns } from "@/db/queries/sealed-columns";
import { SealingKeys } from "@/lib/sealing/sealing-keys";
import { getVapidKeys } from "@/lib/services/instance-keys/get-vapid-keys";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { findSecret } from "@/lib/services/secrets/find-secret";
import { listSecretsWithUses } from "@/lib/services/secrets/list-own-secrets";
import { resealTexts } from "@/lib/services/secrets/reseal-texts";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
const old = new SealingKeys(Buffer.alloc(32, 7));
const both = new SealingKeys(Buffer.alloc(32, 8), Buffer.alloc(32, 7));
const fresh = new SealingKeys(Buffer.alloc(32, 8));

/** More than one batch of the command. */
const SECRETS = 105;

let workspace: TestWorkspace;

const nameOf = (index: number) => `SECRET_${index}`;
const valueOf = (index: number) => `value-of-secret-${index}`;

beforeEach(async () => {
  workspace = await createTestWorkspace(database.db);
  workspace.context.sealing = old;
  await database.db.execute(sql`delete from workspace_secrets`);
  await database.db.execute(sql`delete from instance_keys`);
  await getVapidKeys({ db: database.db, sealing: old });
});

async function storeSecrets(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await createSecret(workspace.context, {
      name: nameOf(index),
      value: valueOf(index),
      origins: ["https://api.example.com"],
    });
  }
}

/** How many of the secrets an instance with these keys can use. */
async function usableWith(sealing: SealingKeys): Promise<number> {
  const { workspaceId } = workspace.context;
  const found = await Promise.all(
    Array.from({ length: SECRETS }, async (_, index) => {
      const secret = await findSecret(
        { ...workspace.context, sealing },
        workspaceId,
        nameOf(index),
      );
      return secret?.secret.sensitive[0] === valueOf(index);
    }),
  );
  return found.filter(Boolean).length;
}

/** The database, with something that happens right before each update. */
const beforeUpdates = (happen: () => Promise<void>): Database =>
  new Proxy(database.db, {
    get(db, property, receiver: unknown) {
      if (property !== "execute") return Reflect.get(db, property, receiver) as unknown;
      return async (statement: ReturnType<typeof sql>) => {
        if (JSON.stringify(statement.queryChunks.at(0)).includes("update")) await happen();
        return db.execute(statement);
      };
    },
  });

/** A database whose process is killed after so many updates. */
const killedAfter = (updates: number): Database => {
  let left = updates;
  return beforeUpdates(async () => {
    if (left-- === 0) throw new Error("killed");
  });
};

test("a replaced key opens everything once it was resealed, however often that was killed", async () => {
  await storeSecrets(SECRETS);
  expect(await usableWith(both)).toBe(SECRETS);
  await expect(resealTexts(killedAfter(7), both)).rejects.toThrow("killed");
  expect(await usableWith(both)).toBe(SECRETS);
  expect(await usableWith(fresh)).toBe(7);
  await expect(resealTexts(killedAfter(97), both)).rejects.toThrow("killed");
  expect(await resealTexts(database.db, both)).toEqual({ resealed: 2, passed: 0, broken: [] });
  expect(await usableWith(fresh)).toBe(SECRETS);
  expect(await countSealedTexts(database.db)).toEqual(new Map([[fresh.prefixes[0], SECRETS + 1]]));
  expect(await resealTexts(database.db, both)).toEqual({ resealed: 0, passed: 0, broken: [] });
});

test("a text that doesn't open is named and left, and stops no other", async () => {
  await storeSecrets(3);
  await database.db.execute(sql`
    update workspace_secrets set sealed_value = (
      select sealed_value from workspace_secrets where name = 'SECRET_1'
    ) where name = 'SECRET_0'`);
  expect(await resealTexts(database.db, both)).toEqual({
    resealed: 3,
    passed: 0,
    broken: [{ table: "workspace_secrets", rowId: "SECRET_0" }],
  });
  expect(await usableWith(fresh)).toBe(2);
});

test("a value that is replaced meanwhile isn't overwritten with the one before", async () => {
  await storeSecrets(1);
  const { context } = workspace;
  const rotated = { ...context, sealing: both };
  const [stored] = await listSecretsWithUses(context);
  const db = beforeUpdates(async () => {
    await changeSecret(rotated, stored?.id ?? "", { value: "a-value-of-this-moment" });
  });
  expect(await resealTexts(db, both)).toMatchObject({ resealed: 1, passed: 1 });
  const found = await findSecret(rotated, context.workspaceId, nameOf(0));
  expect(found?.secret.sensitive).toEqual(["a-value-of-this-moment"]);
});

test("without a previous key, nothing is resealed", async () => {
  expect(await resealTexts(database.db, old)).toEqual({ resealed: 0, passed: 0, broken: [] });
});

test("every column of sealed text in the database is resealed", async () => {
  const rows = await database.db.execute<{ name: string }>(sql`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and column_name like 'sealed%'`);
  expect(rows.map(({ name }) => name).sort()).toEqual(
    sealedColumns.map(({ table, sealed }) => `${getTableName(table)}.${sealed.name}`).sort(),
  );
});

test("instances that start at once get the same keys of push messages, and keep them", async () => {
  await database.db.execute(sql`delete from instance_keys`);
  const instance = { db: database.db, sealing: old };
  const pairs = await Promise.all(Array.from({ length: 4 }, () => getVapidKeys(instance)));
  const [first] = pairs;
  expect(first?.publicKey).toMatch(/^[\w-]{87}$/);
  expect(first?.privateKey).toMatch(/^[\w-]{43}$/);
  for (const pair of [...pairs, await getVapidKeys({ ...instance, sealing: both })]) {
    expect(pair).toEqual(first);
  }
  const [row] = await database.db.execute<{ text: string }>(
    sql`select k::text as text from instance_keys as k`,
  );
  expect(row?.text).toContain(first?.publicKey);
  expect(row?.text).not.toContain(first?.privateKey);
});

test("without a key there are no keys of push messages, and under another they are not replaced", async () => {
  expect(await getVapidKeys({ db: database.db, sealing: null })).toBeNull();
  await expect(getVapidKeys({ db: database.db, sealing: fresh })).rejects.toThrow("another key");
  expect(await getVapidKeys({ db: database.db, sealing: old })).not.toBeNull();
});
