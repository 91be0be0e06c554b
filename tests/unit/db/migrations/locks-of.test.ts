import { parse, type Node, type ParseResult, type RangeVar } from "libpg-query";
import { describe, expect, test } from "vitest";
import { createdTable, locksOf, locksOfAll } from "@/db/migrations/locks-of";
import { migrationBlock } from "@/db/migrations/migration-block";
import { readMigrations } from "@/db/migrations/migration-files";

const nameOf = ({ schemaname, relname = "" }: RangeVar): string =>
  schemaname === undefined || schemaname === "public" ? relname : `${schemaname}.${relname}`;

/** The tables that PostgreSQL's own parser finds in a statement, of those that it locks for others. */
function tablesIn(node: Node): string[] {
  const tables: (RangeVar | undefined)[] = [];
  if ("AlterTableStmt" in node && node.AlterTableStmt.objtype === "OBJECT_TABLE") {
    tables.push(node.AlterTableStmt.relation);
    for (const command of node.AlterTableStmt.cmds ?? []) {
      const def = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
      if (def !== undefined && "Constraint" in def) tables.push(def.Constraint.pktable);
    }
  }
  if ("IndexStmt" in node) tables.push(node.IndexStmt.relation);
  if ("CreateTrigStmt" in node) tables.push(node.CreateTrigStmt.relation);
  if ("CreatePolicyStmt" in node) tables.push(node.CreatePolicyStmt.table);
  if ("AlterPolicyStmt" in node) tables.push(node.AlterPolicyStmt.table);
  if ("UpdateStmt" in node) tables.push(node.UpdateStmt.relation);
  if ("DeleteStmt" in node) tables.push(node.DeleteStmt.relation);
  if ("ViewStmt" in node && node.ViewStmt.replace === true) tables.push(node.ViewStmt.view);
  if ("DropStmt" in node && /TRIGGER|POLICY/.test(node.DropStmt.removeType ?? "")) {
    for (const dropped of node.DropStmt.objects ?? []) {
      const names = "List" in dropped ? (dropped.List.items ?? []) : [];
      const [schemaname, relname] = names.map((item) => ("String" in item ? item.String.sval : ""));
      tables.push(
        names.length === 3
          ? { schemaname: schemaname ?? "", relname: relname ?? "" }
          : { relname: schemaname ?? "" },
      );
    }
  }
  return tables.flatMap((table) => (table === undefined ? [] : [nameOf(table)]));
}

test("the tables of every statement of every migration are those that PostgreSQL's parser finds", async () => {
  const wrong: string[] = [];
  let count = 0;
  for (const { name, statements } of readMigrations()) {
    for (const statement of statements) {
      const { stmts = [] } = (await parse(statement)) as ParseResult;
      const tables = stmts.flatMap(({ stmt }) => (stmt === undefined ? [] : tablesIn(stmt)));
      const found = locksOf(statement).map(({ table }) => table);
      count += tables.length;
      if (new Set([...tables, ...found]).size !== new Set(tables).size) {
        wrong.push(`${name}: ${statement}`);
      }
      if (tables.some((table) => !found.includes(table))) wrong.push(`${name}: ${statement}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(200);
});

test.each([
  ["alter table public.a add column b int", "a", "everything", "touch"],
  ["alter table a add column b uuid default gen_random_uuid()", "a", "everything", "rewrite"],
  ["alter table a add constraint ck check (b > 0)", "a", "everything", "scan"],
  ["alter table a add constraint ck check (b > 0) not valid", "a", "everything", "touch"],
  ["alter table a validate constraint ck", "a", "nothing", "scan"],
  ["alter table a alter column b set not null", "a", "everything", "scan"],
  ["alter table a alter column b type bigint", "a", "everything", "rewrite"],
  ["alter table a add constraint uq unique (b)", "a", "everything", "index"],
  ['CREATE UNIQUE INDEX "uq" ON "public"."a" USING btree ("b")', "a", "writes", "index"],
  ["create index concurrently if not exists i on public.a (b)", "a", "nothing", "index"],
  ["-- it doesn't matter\nupdate public.a set b = 'alter table c'", "a", "changed rows", "scan"],
  ["create trigger t after insert on public.a execute function f()", "a", "writes", "touch"],
  ["create or replace view public.a as select 1", "a", "everything", "touch"],
])("%s", (statement, table, blocks, work) => {
  expect(locksOf(statement)).toEqual([{ table, blocks, work }]);
});

describe("a migration", () => {
  const statements = [
    "create table public.new (id int)",
    "alter table public.routines add column new int",
    "create index i on public.new (id)",
    "alter table public.new add constraint fk foreign key (id) references public.workspaces (id)",
    "alter table public.new add constraint fk_user foreign key (id) references auth.users (id)",
    "create or replace view public.runs as select 1 as id",
    "select $migration$ $$ $migration$",
  ];

  test("locks what was there before it, and not what it makes", () => {
    expect(createdTable(statements[0] ?? "")).toBe("new");
    expect(locksOfAll(statements)).toEqual([
      { table: "runs", blocks: "everything", work: "touch" },
      { table: "routines", blocks: "everything", work: "touch" },
      { table: "workspaces", blocks: "writes", work: "touch" },
      { table: "auth.users", blocks: "writes", work: "touch" },
    ]);
  });

  test("is one statement, which locks the tables at once before it needs the first", () => {
    expect(migrationBlock({ statements }).split("\n")).toEqual([
      "do $migration_1$begin",
      "execute $statement$create table public.new (id int)$statement$;",
      'lock table public."runs", public."routines" in access exclusive mode;',
      'lock table public."workspaces" in share row exclusive mode;',
      ...statements.slice(1).map((statement) => `execute $statement$${statement}$statement$;`),
      "end$migration_1$",
    ]);
  });
});
