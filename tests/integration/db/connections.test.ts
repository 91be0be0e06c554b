import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asUser, openDatabase, type Database } from "@/db/client";
import { DatabaseDeadlineError, withDeadline } from "@/db/connections/deadline";
import { isTransientError } from "@/db/connections/transient-error";
import type { ServiceContext } from "@/lib/services/context";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { deleteAccount } from "@/lib/services/workspaces/delete-account";
import { deleteWorkspace } from "@/lib/services/workspaces/delete-workspace";
import { renameWorkspace } from "@/lib/services/workspaces/rename-workspace";
import {
  startDatabaseLink,
  type DatabaseLink,
} from "@/tests/integration/scheduler/crash/database-link";
import { failOnStrayErrors } from "@/tests/support/stray-errors";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const POOL = 3;

/** Longer than a connection may rest without being asked for a sign of life. */
const REST_MS = 600;

const one = sql`select 1 as one`;

/** The process of the database that runs a statement. */
async function backendOf(db: Database): Promise<number> {
  const [row] = await db.execute<{ pid: number }>(
    sql`select pg_backend_pid() as pid, pg_sleep(0.05)`,
  );
  return row?.pid ?? 0;
}

/** As many statements at once as the pool has connections, so that each runs on its own. */
const backendsOf = (db: Database) => Promise.all(Array.from({ length: POOL }, () => backendOf(db)));

/** The error that a rejection comes from: Drizzle puts its own around it. */
async function rootError(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => new Error("It did not reject."),
    (reason: unknown) => reason,
  );
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

type Reach = { link: DatabaseLink; db: Database; close: () => Promise<void> };

// The embedded database has one session, which a client that fell silent keeps from all others.
describe.skipIf(isEmbedded())("a database that falls silent", { concurrent: true }, () => {
  const database = openSuiteDatabase();
  failOnStrayErrors();

  /** Runs `work` on a pool that reaches the database over a link of its own. */
  async function overLink(work: (reach: Reach) => Promise<void>): Promise<void> {
    const link = await startDatabaseLink(database.url);
    const { db, close } = openDatabase(link.url, { maxConnections: POOL });
    try {
      await work({ link, db, close });
      await close();
      expect(link.clients()).toBe(0);
    } finally {
      await link.close();
    }
  }

  test("connections that rested are found dead and replaced, without an error", () =>
    overLink(async ({ link, db }) => {
      await backendsOf(db);
      link.silence();
      const silentSinceMs = performance.now();
      await waitFor("the rest", () => performance.now() - silentSinceMs > REST_MS);

      await Promise.all(Array.from({ length: POOL }, () => db.execute(one)));
      expect(await db.transaction((tx) => tx.execute(one))).toHaveLength(1);
      await waitFor("the end of the dead sockets", () => link.clients() <= POOL);
    }));

  const never = () => new Promise<never>(() => undefined);

  /** Each starts while the database responds, and calls `silence` when it should fall silent. */
  const kinds: [string, (db: Database, silence: () => void) => Promise<unknown>][] = [
    [
      "a statement",
      async (db, silence) => {
        silence();
        await db.execute(one);
      },
    ],
    [
      "the begin of a transaction",
      async (db, silence) => {
        silence();
        await db.transaction((tx) => tx.execute(one));
      },
    ],
    [
      "a statement of a transaction",
      (db, silence) =>
        db.transaction(async (tx) => {
          silence();
          await tx.execute(one);
        }),
    ],
    [
      "a statement of a transaction whose work then never ends",
      (db, silence) =>
        db.transaction(async (tx) => {
          silence();
          await tx.execute(one).catch(never);
        }),
    ],
    [
      "a statement of a user",
      (db, silence) =>
        asUser(db, { sub: crypto.randomUUID() }, async (tx) => {
          silence();
          await tx.execute(one);
        }),
    ],
    [
      "the commit",
      (db, silence) =>
        db.transaction(async (tx) => {
          await tx.execute(one);
          silence();
        }),
    ],
    [
      "the rollback",
      (db, silence) =>
        db.transaction(async (tx) => {
          await tx.execute(one);
          silence();
          throw new Error("on purpose");
        }),
    ],
    [
      "the wait for a connection",
      async (db, silence) => {
        silence();
        await Promise.all(Array.from({ length: POOL + 1 }, () => db.execute(one)));
      },
    ],
  ];

  describe.each([
    ["while new connections work", false],
    ["while new connections are silent too", true],
  ])("%s", (_, newToo) => {
    test.each(kinds)("%s rejects at its deadline, and the next one works", (__, work) =>
      overLink(async ({ link, db }) => {
        await backendsOf(db);
        const silence = () => link.silence({ newToo });
        const error = await rootError(withDeadline(1, () => work(db, silence)));
        expect(error).toBeInstanceOf(DatabaseDeadlineError);
        expect(error).toMatchObject({ message: "The database did not respond within 1 s." });
        expect(isTransientError(error)).toBe(true);
        link.restore();
        await Promise.all(Array.from({ length: POOL + 1 }, () => db.execute(one)));
        await waitFor("the end of the dead sockets", () => link.clients() <= POOL);
      }),
    );
  });

  test("a first connection that is silent ends at the deadline, and the next one works", () =>
    overLink(async ({ link, db }) => {
      link.silence({ newToo: true });
      const error = await rootError(withDeadline(1, () => db.execute(one)));
      expect(error).toBeInstanceOf(DatabaseDeadlineError);
      link.restore();
      expect(await db.execute(one)).toHaveLength(1);
    }));

  test("the next of several servers is found in time, and first from then on", async () => {
    const link = await startDatabaseLink(database.url);
    link.silence({ newToo: true });
    const { db, close } = openDatabase(severalServers(database.url, new URL(link.url).host), {
      maxConnections: POOL,
    });
    await db.execute(one);
    const foundAtMs = performance.now();
    await backendsOf(db);
    expect(performance.now() - foundAtMs).toBeLessThan(2_500);
    await close();
    await link.close();
  });

  test("a pool whose every connection is held lets the one who waits go", () =>
    overLink(async ({ db }) => {
      const hold = (depth: number): Promise<unknown> =>
        db.transaction(() => (depth === 0 ? db.execute(one) : hold(depth - 1)));
      const error = await rootError(withDeadline(1, () => hold(POOL - 1)));
      expect(error).toBeInstanceOf(DatabaseDeadlineError);
      expect(await db.execute(one)).toHaveLength(1);
    }));

  test("the pool closes in a bounded time", () =>
    overLink(async ({ link, db, close }) => {
      await backendsOf(db);
      link.silence();
      const running = rootError(db.execute(one));
      await close();
      expect(await running).toMatchObject({ code: "CONNECTION_ENDED" });
      expect(await rootError(db.execute(one))).toMatchObject({ code: "CONNECTION_ENDED" });
    }));

  test("what a transaction had locked is free after its deadline", () =>
    overLink(async ({ link, db }) => {
      await database.db.execute(sql`create table locked as select 1 as id`);
      const held = withDeadline(1, () =>
        db.transaction(async (tx) => {
          await tx.execute(sql`select id from locked for update`);
          link.silence();
          await tx.execute(one);
        }),
      );
      expect(await rootError(held)).toBeInstanceOf(DatabaseDeadlineError);
      expect(await database.db.execute(sql`update locked set id = 2 returning id`)).toHaveLength(1);
    }));
});

/** The URL of a database with another server, before its own. */
const severalServers = (url: string, other: string) =>
  `${url.replace("127.0.0.1", `${other},127.0.0.1`)}?target_session_attrs=read-write`;

describe("a database of several servers", () => {
  const database = openSuiteDatabase();
  let pool: ReturnType<typeof openDatabase>;
  failOnStrayErrors();

  afterEach(() => pool.close());

  test("is that of the one that responds", async () => {
    // Nothing listens on the first port of all.
    pool = openDatabase(severalServers(database.url, "127.0.0.1:1"), { maxConnections: POOL });
    const { db } = pool;
    expect(await Promise.all(Array.from({ length: 2 * POOL }, () => db.execute(one)))).toHaveLength(
      2 * POOL,
    );
  });

  // The embedded database has one session, which settings of a database don't reach.
  test.skipIf(isEmbedded())("is never one that only reads", async () => {
    const name = new URL(database.url).pathname.slice(1);
    const setReadOnly = (value: string) =>
      database.db.execute(
        sql.raw(`alter database ${name} set default_transaction_read_only = ${value}`),
      );
    await setReadOnly("on");
    pool = openDatabase(severalServers(database.url, "127.0.0.1:1"), { maxConnections: 1 });
    const error = await rootError(pool.db.execute(one));
    expect(error).toMatchObject({ code: "CONNECTION_READ_ONLY" });
    expect(isTransientError(error)).toBe(true);
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`set transaction read write`);
      await tx.execute(sql.raw(`alter database ${name} reset default_transaction_read_only`));
    });
    expect(await pool.db.execute(one)).toHaveLength(1);
  });
});

describe("the limits of the server", () => {
  const database = openSuiteDatabase();
  let pool: ReturnType<typeof openDatabase>;

  const readLimits = async (db: Pick<Database, "execute">) => {
    const [row] = await db.execute<{ statement: string; pause: string }>(sql`
      select current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as pause`);
    return [row?.statement, row?.pause];
  };

  afterEach(() => pool.close());

  test.each([
    // A pooler shares the sessions: nothing may be left in them.
    ["a pooled connection", "?pgbouncer=true", "0"],
    ["a direct connection", "", isEmbedded() ? "0" : "15s"],
  ])("on %s are those of the client", async (_, parameters, outside) => {
    pool = openDatabase(`${database.url}${parameters}`, { maxConnections: 1 });
    const { db } = pool;
    expect(await readLimits(db)).toEqual([outside, outside]);
    expect(await db.transaction(readLimits)).toEqual(["15s", "15s"]);
    expect(await withDeadline(2, () => db.transaction(readLimits))).toEqual(["2s", "2s"]);
    expect(await withDeadline(60, () => readLimits(db))).toEqual(["1min", "1min"]);
    expect(await withDeadline(null, () => db.transaction(readLimits))).toEqual(["0", "0"]);
    expect(await readLimits(db)).toEqual([outside, outside]);
  });
});

describe("the limits of what deletes a whole history", () => {
  const database = openSuiteDatabase();

  beforeAll(async () => {
    await database.db.execute(sql`
      create table seen_limits (statement text);
      create function note_limits() returns trigger language plpgsql security definer as $$
        begin
          insert into seen_limits values (current_setting('statement_timeout'));
          return old;
        end $$;
      create trigger note_limits after delete on routines
        for each row execute function note_limits()`);
  });

  const deletions: [string, (context: ServiceContext, routineId: string) => Promise<unknown>][] = [
    ["a routine", deleteRoutine],
    [
      "many routines",
      (context, id) => changeRoutines(context, { selection: { ids: [id] }, change: "delete" }),
    ],
    ["a workspace", (context) => deleteWorkspace(context, { name: "Mine" })],
    [
      "an account",
      (context) =>
        deleteAccount(
          context,
          { email: `${context.actor.userId}@example.com`, password: "right" },
          { sessionId: randomUUID(), isPasswordRight: async () => true },
        ),
    ],
  ];

  test.each(deletions)("are longer for %s", async (_, remove) => {
    const workspace = await createTestWorkspace(database.db);
    await renameWorkspace(workspace.context, { name: "Mine" });
    await remove(workspace.context, await workspace.addRoutine());
    const rows = await database.db.execute(sql`delete from seen_limits returning statement`);
    expect(rows).toEqual([{ statement: "2min" }]);
  });
});

describe("a transaction", () => {
  const database = openSuiteDatabase();
  let pool: ReturnType<typeof openDatabase>;
  let db: Database;
  failOnStrayErrors();

  beforeAll(async () => {
    pool = openDatabase(database.url, { maxConnections: 1 });
    db = pool.db;
    await db.execute(sql`create table written (id integer primary key)`);
  });
  beforeEach(() => db.execute(sql`truncate written`));
  afterAll(() => pool.close());

  const write = (id: number) => sql`insert into written values (${id})`;
  const readIds = async () =>
    (await db.execute<{ id: number }>(sql`select id from written order by id`)).map(({ id }) => id);

  test("whose failed statement was caught is not committed", async () => {
    const work = db.transaction(async (tx) => {
      await tx.execute(write(1));
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: "22012" });
    expect(await readIds()).toEqual([]);
  });

  test("keeps what it did around a nested one that failed", async () => {
    await db.transaction(async (tx) => {
      await tx.execute(write(1));
      await expect(
        tx.transaction(async (nested) => {
          await nested.execute(write(2));
          await nested.execute(write(1));
        }),
      ).rejects.toMatchObject({ cause: { code: "23505" } });
      await tx.transaction((nested) => nested.execute(write(3)));
    });
    expect(await readIds()).toEqual([1, 3]);
  });

  // The embedded database has one session, which nobody can end.
  test.skipIf(isEmbedded())(
    "whose connection is lost rejects at once, whatever its work does then, and harms nobody",
    async () => {
      // The loss is noticed in one of two ways, as it happens.
      for (let time = 0; time < 10; time += 1) {
        const backend = await backendOf(db);
        const work = db.transaction(async (tx) => {
          await tx.execute(write(1));
          await database.db.execute(sql`select pg_terminate_backend(${backend}::integer)`);
          await tx.execute(one).catch(() => undefined);
          throw new Error("of its own");
        });
        expect(isTransientError(await rootError(work))).toBe(true);
        expect(await readIds()).toEqual([]);
      }
    },
  );
});

describe("prepared statements", () => {
  const database = openSuiteDatabase();
  let pool: ReturnType<typeof openDatabase>;

  const add = (db: Pick<Database, "execute">) =>
    db.execute<{ sum: number }>(sql`select ${2}::integer + ${3}::integer as sum`);
  const addOften = async (db: Pick<Database, "execute">) => {
    for (let time = 0; time < 3; time += 1) {
      expect(await add(db)).toMatchObject([{ sum: 5 }]);
    }
  };
  const countPrepared = async (db: Database) => {
    const [row] = await db.execute<{ count: number }>(
      sql`select count(*)::integer as count from pg_prepared_statements`,
    );
    return row?.count;
  };

  afterEach(() => pool.close());

  test.each([
    ["auto, on a direct connection", "auto", "", isEmbedded() ? 0 : 1],
    ["auto, behind a pooler", "auto", "?pgbouncer=true", 0],
    ["off", "off", "", 0],
    ["on, behind a pooler", "on", "?pgbouncer=true", 1],
  ] as const)("with %s", async (_, prepare, parameters, expected) => {
    pool = openDatabase(`${database.url}${parameters}`, { maxConnections: 1, prepare });
    await addOften(pool.db);
    await pool.db.transaction(addOften);
    await asUser(pool.db, { sub: crypto.randomUUID() }, (tx) => add(tx));
    expect(await countPrepared(pool.db)).toBe(expected);
    await pool.db.execute(sql`deallocate all`);
  });

  test("that were lost on the way are not used any more, and nobody notices", async () => {
    pool = openDatabase(database.url, { maxConnections: 1, prepare: "on" });
    const { db } = pool;
    await addOften(db);
    // What a transaction finds that is given another session.
    await db.execute(sql`deallocate all`);
    let attempts = 0;
    await db.transaction(async (tx) => {
      attempts += 1;
      await addOften(tx);
    });
    expect(attempts).toBe(2);
    await addOften(db);
    expect(await countPrepared(db)).toBe(0);
  });

  test("whose table was altered are not used any more, and nobody notices", async () => {
    pool = openDatabase(database.url, { maxConnections: 1, prepare: "on" });
    const { db } = pool;
    await db.execute(sql`create table altered as select 1 as id`);
    const read = (tx: Pick<Database, "execute">) =>
      tx.execute(sql`select * from altered where id = ${1}::integer`);
    for (let time = 0; time < 3; time += 1) await read(db);
    await database.db.execute(sql`alter table altered add column more integer`);
    expect(await db.transaction(read)).toEqual([{ id: 1, more: null }]);
  });
});
