/** What others can't do with a table while a statement's transaction lasts. */
export type Blocks = "nothing" | "changed rows" | "writes" | "everything";

/** What a statement does to a table: its time grows with the rows, apart from `touch`. */
export type Work = "touch" | "scan" | "index" | "rewrite";

export type TableLock = { table: string; blocks: Blocks; work: Work };

/** The name of a table of `public`, bare, or of another schema's, as `auth.users`. */
const NAME = String.raw`((?:"?\w+"?\.)?"?\w+"?)`;

/** Values that differ from row to row, so that a new column is written into each. */
const VOLATILE =
  /\b(?:gen_random_uuid|random|clock_timestamp|nextval)\s*\(|generated\s+always|serial/i;

const plainName = (written: string) => written.replaceAll('"', "").replace(/^public\./, "");

const lock = (written: string | undefined, blocks: Blocks, work: Work): TableLock[] =>
  written === undefined ? [] : [{ table: plainName(written), blocks, work }];

const isNotValid = (rest: string) => /\bnot valid\s*;?\s*$/i.test(rest);

type Rule = { pattern: RegExp; locks: (found: RegExpExecArray) => TableLock[] };

const rule = (pattern: string, locks: Rule["locks"]): Rule => ({
  pattern: new RegExp(`^${pattern}`, "is"),
  locks,
});

/**
 * By PostgreSQL's table of lock levels (documentation, "Explicit Locking" and "ALTER TABLE"). The first
 * rule that fits counts.
 */
const rules: readonly Rule[] = [
  rule(`create (?:unlogged )?table (?:if not exists )?${NAME}(.*)`, ([, , rest = ""]) =>
    Array.from(rest.matchAll(new RegExp(`references ${NAME}`, "gi")), ([, table]) =>
      lock(table, "writes", "touch"),
    ).flat(),
  ),
  rule(
    `alter table (?:only )?${NAME} add constraint \\S+ foreign key .*? references ${NAME}(.*)`,
    ([, table, other, rest = ""]) => [
      ...lock(table, "writes", isNotValid(rest) ? "touch" : "scan"),
      ...lock(other, "writes", "touch"),
    ],
  ),
  rule(`alter table (?:only )?${NAME} add constraint \\S+ check (.*)`, ([, table, rest = ""]) =>
    lock(table, "everything", isNotValid(rest) ? "touch" : "scan"),
  ),
  rule(
    `alter table (?:only )?${NAME} add constraint \\S+ (?:unique|primary key) using index`,
    ([, table]) => lock(table, "everything", "touch"),
  ),
  rule(`alter table (?:only )?${NAME} add constraint`, ([, table]) =>
    lock(table, "everything", "index"),
  ),
  rule(`alter table (?:only )?${NAME} validate constraint`, ([, table]) =>
    lock(table, "nothing", "scan"),
  ),
  rule(`alter table (?:only )?${NAME} add column(.*)`, ([, table, rest = ""]) =>
    lock(table, "everything", VOLATILE.test(rest) ? "rewrite" : "touch"),
  ),
  rule(`alter table (?:only )?${NAME} alter column \\S+ set not null`, ([, table]) =>
    lock(table, "everything", "scan"),
  ),
  rule(`alter table (?:only )?${NAME} alter column \\S+ (?:set data )?type`, ([, table]) =>
    lock(table, "everything", "rewrite"),
  ),
  rule(`alter table (?:only )?${NAME}`, ([, table]) => lock(table, "everything", "touch")),
  rule(`create (?:unique )?index concurrently .*? on (?:only )?${NAME}`, ([, table]) =>
    lock(table, "nothing", "index"),
  ),
  rule(`create (?:unique )?index .*? on (?:only )?${NAME}`, ([, table]) =>
    lock(table, "writes", "index"),
  ),
  rule(`create (?:or replace )?(?:constraint )?trigger .*? on ${NAME}`, ([, table]) =>
    lock(table, "writes", "touch"),
  ),
  rule(`(?:create|alter|drop) policy .*? on ${NAME}`, ([, table]) =>
    lock(table, "everything", "touch"),
  ),
  rule(`drop trigger .*? on ${NAME}`, ([, table]) => lock(table, "everything", "touch")),
  rule(`drop table (?:if exists )?${NAME}`, ([, table]) => lock(table, "everything", "touch")),
  rule(`create or replace view ${NAME}`, ([, view]) => lock(view, "everything", "touch")),
  rule(`lock table ${NAME}`, ([, table]) => lock(table, "everything", "touch")),
  rule(`(?:with .*? )?(?:update|delete from) (?:only )?${NAME}`, ([, table]) =>
    lock(table, "changed rows", "scan"),
  ),
];

/** Comments, literals and bodies of functions: each begins outside of the others. */
const NOT_SYNTAX = /--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|(\$\w*\$).*?\1/gs;

/** A statement without comments, bodies of functions and literals, its white space as single spaces. */
export const skeletonOf = (statement: string): string =>
  statement
    .replaceAll(NOT_SYNTAX, (text) => (/^(?:--|\/\*)/.test(text) ? " " : "''"))
    .replaceAll(/\s+/g, " ")
    .trim();

/**
 * The tables of the schema that a statement of a migration locks. Tables that it makes are not among them,
 * and neither is what the statements in a `do` block or in a function do.
 */
export function locksOf(statement: string): TableLock[] {
  const text = skeletonOf(statement);
  for (const { pattern, locks } of rules) {
    const found = pattern.exec(text);
    if (found !== null) return locks(found);
  }
  return [];
}

/** The table that a statement makes, or null. */
export function createdTable(statement: string): string | null {
  const found = new RegExp(`^create (?:unlogged )?table (?:if not exists )?${NAME}`, "i").exec(
    skeletonOf(statement),
  );
  return found?.[1] === undefined ? null : plainName(found[1]);
}

const strength: readonly Blocks[] = ["nothing", "changed rows", "writes", "everything"];
const effort: readonly Work[] = ["touch", "scan", "index", "rewrite"];

const stronger = <Kind>(order: readonly Kind[], one: Kind, other: Kind): Kind =>
  order.indexOf(one) >= order.indexOf(other) ? one : other;

const replacesView = (statement: string) =>
  skeletonOf(statement).toLowerCase().startsWith("create or replace view");

/**
 * What statements that run in one transaction do to each table that was there before them. Views come
 * first, as a query locks a view before the tables under it.
 */
export function locksOfAll(statements: readonly string[]): TableLock[] {
  const made = new Set(statements.map(createdTable));
  const locks = new Map<string, TableLock>();
  const inOrder = statements.toSorted(
    (one, other) => Number(replacesView(other)) - Number(replacesView(one)),
  );
  for (const { table, blocks, work } of inOrder.flatMap(locksOf)) {
    if (made.has(table)) continue;
    const before = locks.get(table);
    locks.set(table, {
      table,
      blocks: stronger(strength, blocks, before?.blocks ?? blocks),
      work: stronger(effort, work, before?.work ?? work),
    });
  }
  return [...locks.values()];
}
