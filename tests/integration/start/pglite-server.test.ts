import { PGlite } from "@electric-sql/pglite";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { servePglite, type PgliteServer } from "@/scripts/stack/pglite-server";
import { waitFor } from "@/tests/support/wait-for";

let db: PGlite;
let server: PgliteServer;
const fatal: unknown[] = [];

beforeAll(async () => {
  db = await PGlite.create();
  server = await servePglite({
    db,
    port: 0,
    password: "right",
    maxConnections: 50,
    idleTurnMs: 300,
    onFatal: (error) => fatal.push(error),
  });
}, 60_000);

afterAll(async () => {
  await server.close();
  await db.close();
  expect(fatal).toEqual([]);
});

function connect(options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  return postgres(`postgres://postgres:right@127.0.0.1:${server.port}/postgres`, {
    max: 1,
    prepare: false,
    onnotice: () => undefined,
    ...options,
  });
}

async function withClient<Result>(
  work: (sql: postgres.Sql) => Promise<Result>,
  options: postgres.Options<Record<string, never>> = {},
): Promise<Result> {
  const sql = connect(options);
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

it.each([false, true])(
  "clients that query at once get their own answers (prepared: %s), failures between them or not",
  async (prepare) => {
    const client = (index: number) =>
      withClient(
        async (sql) => {
          for (let round = 0; round < 20; round += 1) {
            if (index % 3 === 0) {
              await expect(sql`select ${`x${round}`}::int`).rejects.toMatchObject({
                code: "22P02",
              });
            }
            const rows =
              index % 2 === 0
                ? await sql`select ${index}::int as a, ${round}::int as b`
                : await sql`select ${String(index)}::text || ${`-${round}`} as a`;
            expect(rows[0]).toEqual(
              index % 2 === 0 ? { a: index, b: round } : { a: `${index}-${round}` },
            );
          }
        },
        { prepare },
      );
    await Promise.all(Array.from({ length: 8 }, (_, index) => client(index)));
  },
);

it("transactions at once neither mix nor lose anything", async () => {
  await withClient((sql) => sql`create table counter as select 0 as value`);
  const increment = (sql: postgres.Sql) =>
    sql.begin(async (tx) => {
      const [row] = await tx<{ value: number }[]>`select value from counter`;
      await tx`update counter set value = ${(row?.value ?? 0) + 1}`;
    });
  await Promise.all(
    Array.from({ length: 6 }, () =>
      withClient(async (sql) => {
        for (let round = 0; round < 5; round += 1) await increment(sql);
      }),
    ),
  );
  expect(await withClient((sql) => sql`select value from counter`)).toEqual([{ value: 30 }]);
});

it("a client that goes away inside a transaction leaves nothing of it", async () => {
  await withClient((sql) => sql`create table unfinished (id int)`);
  const quitter = connect();
  const reserved = await quitter.reserve();
  await reserved`begin`;
  await reserved`insert into unfinished values (1)`;
  await quitter.end({ timeout: 0 });
  expect(await withClient((sql) => sql`select id from unfinished`)).toEqual([]);
});

it("a client's settings end with its connection", async () => {
  await withClient((sql) => sql`create role someone`);
  await withClient(async (sql) => {
    await sql`set role someone`;
    await sql`set statement_timeout = 12345`;
  });
  expect(
    await withClient(
      (sql) => sql`select current_user, current_setting('statement_timeout') as timeout`,
    ),
  ).toEqual([{ current_user: "postgres", timeout: "0" }]);
});

it("a client that sits on a transaction while others wait is put out", async () => {
  const sitter = connect();
  const reserved = await sitter.reserve();
  await reserved`begin`;
  expect(await withClient((sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await sitter.end({ timeout: 0 });
});

it("a client is not told whose session it shares", async () => {
  const { state } = await withClient((sql) => sql`select 1`);
  expect(state).toMatchObject({ pid: null, secret: null });
});

it("a wrong password opens nothing", async () => {
  await expect(withClient((sql) => sql`select 1`, { password: "wrong" })).rejects.toMatchObject({
    code: "28P01",
  });
});

it("COPY FROM STDIN, which would end the database, is refused", async () => {
  await withClient(async (sql) => {
    await expect(sql`copy counter from stdin`.simple()).rejects.toMatchObject({ code: "0A000" });
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });
});

it("what is no PostgreSQL is hung up on, and harms nobody", async () => {
  await expect(
    fetch(`http://127.0.0.1:${server.port}/`, { signal: AbortSignal.timeout(5_000) }),
  ).rejects.toThrow("fetch failed");
  await waitFor("the next client", () =>
    withClient(async (sql) => (await sql`select 1 as one`).length === 1),
  );
});
