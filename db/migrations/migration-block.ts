import { locksOfAll, skeletonOf, type Blocks } from "@/db/migrations/locks-of";
import type { Migration } from "@/db/migrations/migration-files";

const modes: Partial<Record<Blocks, string>> = {
  writes: "share row exclusive",
  everything: "access exclusive",
};

/**
 * A migration as one statement. The locks that it takes are held while it runs on the server, not
 * while its statements travel there one by one. Before the first statement that locks a table of the
 * schema, all such tables are locked at once: somebody who has one of them and waits for another would
 * wait for each other with it.
 */
export function migrationBlock({ statements }: Pick<Migration, "statements">): string {
  const parts = statements.filter((statement) => skeletonOf(statement) !== "");
  const first = parts.findIndex((statement) => locksOfAll([statement]).length > 0);
  const lines = parts.flatMap((statement, index) => [
    ...(index === first ? lockTables(parts) : []),
    execute(statement),
  ]);
  return `do ${inDollars("migration", ["begin", ...lines, "end"].join("\n"))}`;
}

/** Tables of other schemas are not the migrator's to lock. */
function lockTables(statements: readonly string[]): string[] {
  const tables = locksOfAll(statements).filter(({ table }) => !table.includes("."));
  return (["everything", "writes"] as const).flatMap((blocks) => {
    const names = tables.filter((lock) => lock.blocks === blocks).map(({ table }) => table);
    if (names.length === 0) return [];
    return [
      `lock table ${names.map((name) => `public."${name}"`).join(", ")} in ${modes[blocks] ?? ""} mode;`,
    ];
  });
}

const execute = (statement: string) =>
  `execute ${inDollars("statement", statement.trim().replace(/;$/, ""))};`;

/** Quotes a text with a tag that isn't in it. */
function inDollars(name: string, text: string): string {
  let tag = `$${name}$`;
  for (let count = 1; text.includes(tag); count += 1) tag = `$${name}_${count}$`;
  return `${tag}${text}${tag}`;
}
