import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";
import { migrateDatabase } from "@/db/migrate";
import { applyMigration, MigrationBusyError } from "@/db/migrations/apply-migration";
import { readMigrations, type Migration } from "@/db/migrations/migration-files";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";

const present = readMigrations();
const newest = present.at(-1)?.madeAt ?? 0;

/** Migrations as a later release brings them. */
const later = (...statements: (readonly string[])[]): Migration[] =>
  statements.map((list, index) => ({
    name: `later_${index + 1}`,
    madeAt: newest + index + 1,
    hash: `hash ${index + 1}`,
    statements: list,
  }));

describe("migrations of a database that is in use", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.close());

  const columns = async () => {
    const rows = await database.db.execute<{ name: string }>(sql`
      select attname as name from pg_attribute
      where attrelid = 'public.tags'::regclass and attname like 'new%' order by attnum`);
    return rows.map(({ name }) => name);
  };

  test("one that fails leaves those before it applied, and nothing of itself; the next attempt goes on", async () => {
    const [first, second] = later(
      ["alter table public.tags add column new_first text"],
      ["alter table public.tags add column new_second text", "select 1 / 0"],
    );
    if (first === undefined || second === undefined) throw new Error("There are two.");
    await expect(migrateDatabase(database.db, [...present, first, second])).rejects.toThrow();
    expect(await columns()).toEqual(["new_first"]);
    const fixed = { ...second, statements: second.statements.slice(0, 1) };
    expect(await migrateDatabase(database.db, [...present, first, fixed])).toBe(1);
    expect(await columns()).toEqual(["new_first", "new_second"]);
  });

  test("nothing that a migration makes is open to the Data API before the next one begins", async () => {
    const [first, second] = later(
      ["create table public.new_things (id int)", "grant all on public.tags to anon"],
      ["select 1 / 0"],
    );
    if (first === undefined || second === undefined) throw new Error("There are two.");
    await expect(migrateDatabase(database.db, [...present, first, second])).rejects.toThrow();
    const [right] = await database.db.execute<{ may: boolean }>(
      sql`select has_table_privilege('anon', 'public.tags', 'select') as may`,
    );
    expect(right?.may).toBe(false);
  });

  test.skipIf(isEmbedded())(
    "what a transaction refuses runs alone, however long it may take",
    async () => {
      const statement =
        "create index concurrently if not exists idx_alone on public.routines (name)";
      await withDeadline(null, () => database.db.execute(sql.raw(statement)));
      const [row] = await database.db.execute<{ limit: string }>(
        sql`select current_setting('statement_timeout') as limit`,
      );
      expect(row?.limit).toBe("15s");
      await withDeadline(null, () =>
        database.db.execute(sql.raw("drop index concurrently public.idx_alone")),
      );
    },
  );

  test("indexes are built beside those who write, once by two instances, and a half built one again", async () => {
    const [index] = later([
      "create index concurrently if not exists idx_new on public.routine_runs (worker_id)",
    ]);
    if (index === undefined) throw new Error("There is one.");
    const other = openDatabase(database.url);
    try {
      const counts = await Promise.all(
        [database.db, other.db].map((db) => migrateDatabase(db, [...present, index])),
      );
      expect(counts.sort()).toEqual([0, 1]);
    } finally {
      await other.close();
    }
    const isValid = async () => {
      const rows = await database.db.execute<{ valid: boolean }>(
        sql`select indisvalid as valid from pg_index where indexrelid = 'public.idx_new'::regclass`,
      );
      return rows.map(({ valid }) => valid);
    };
    expect(await isValid()).toEqual([true]);
    await database.db.execute(
      sql`update pg_index set indisvalid = false where indexrelid = 'public.idx_new'::regclass`,
    );
    await database.db.execute(
      sql`delete from drizzle.__drizzle_migrations where created_at = ${index.madeAt}`,
    );
    expect(await migrateDatabase(database.db, [...present, index])).toBe(1);
    expect(await isValid()).toEqual([true]);
  });

  test("an index beside those who write has no other statement in its migration", async () => {
    const [mixed] = later([
      "create index concurrently if not exists idx_new on public.routine_runs (worker_id)",
      "select 1",
    ]);
    if (mixed === undefined) throw new Error("There is one.");
    await expect(migrateDatabase(database.db, [...present, mixed])).rejects.toThrow(
      /^later_1 builds indexes concurrently and does something else/,
    );
  });
});

// The sessions of the embedded database are one: nobody there can hold a table against another.
describe.skipIf(isEmbedded())("a table that somebody holds", () => {
  let database: TestDatabase;
  let other: ReturnType<typeof openDatabase>;
  let release: () => void;
  let holding: Promise<void>;

  beforeEach(async () => {
    database = await createTestDatabase();
    other = openDatabase(database.url);
    const isHeld = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    release = () => end.resolve(undefined);
    holding = other.db.transaction(async (tx) => {
      await tx.execute(sql`select from public.routine_runs limit 1`);
      isHeld.resolve(undefined);
      await end.promise;
    });
    await isHeld.promise;
  });

  afterEach(async () => {
    release();
    await holding;
    await other.close();
    await database.close();
  });

  const [migration] = later(["alter table public.routine_runs add column new text"]);
  if (migration === undefined) throw new Error("There is one.");

  test("doesn't hold up the others who read it, however long the migration waits", async () => {
    const applying = applyMigration(database.db, migration);
    const reader = openDatabase(database.url);
    try {
      const waits: number[] = [];
      for (let count = 0; count < 20; count += 1) {
        const startedAt = performance.now();
        await reader.db.execute(sql`select from public.routine_runs limit 1`);
        waits.push(performance.now() - startedAt);
      }
      // Without giving up its place in the queue, the first one behind it would wait without end.
      expect(Math.max(...waits)).toBeLessThan(2_000);
    } finally {
      await reader.close();
    }
    release();
    expect(await applying).toBe(true);
  });

  test("for too long ends the migration with the process that holds it, and nothing was applied", async () => {
    const refusal = applyMigration(database.db, migration, 300);
    await expect(refusal).rejects.toThrow(MigrationBusyError);
    await expect(refusal).rejects.toThrow(
      /^later_1 didn't get its locks .* The oldest open transaction is that of process \d+ \(user postgres\)/,
    );
    release();
    await holding;
    expect(await applyMigration(database.db, migration, 300)).toBe(true);
    expect(await applyMigration(database.db, migration, 300)).toBe(false);
  });
});
