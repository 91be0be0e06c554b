import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { hasErrorCode } from "@/db/connections/transient-error";
import type { Migration } from "@/db/migrations/migration-files";

const CONCURRENTLY =
  /^(?:--.*\n|\s)*create\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+"?(\w+)"?/i;

const MOST_ATTEMPTS = 5;

/** Two instances that build an index of one table at once can wait for each other. */
const DEADLOCK = "40P01";

/** The embedded database has one session, and takes each statement as a transaction block. */
const IN_TRANSACTION = "25001";

/**
 * Whether a migration only builds indexes beside those who write, which can't be done in a transaction.
 * Each of its statements is a `create index concurrently if not exists`.
 * @throws {Error} where such statements and others are mixed.
 */
export function isBuiltBesides({ name, statements }: Migration): boolean {
  const count = statements.filter((statement) => CONCURRENTLY.test(statement)).length;
  if (count > 0 && count < statements.length) {
    throw new Error(
      `${name} builds indexes concurrently and does something else: put the indexes into a migration of their own.`,
    );
  }
  return count > 0;
}

/** The statement as a transaction takes it, where nobody writes beside it. */
export const withoutConcurrency = (statement: string) =>
  statement.replace(/((?:create\s+(?:unique\s+)?|drop\s+)index\s+)concurrently\s+/i, "$1");

/**
 * Builds the indexes of a migration. Those that are there stay; one that an attempt left half built,
 * or that another instance gave up, is dropped and built again.
 */
export async function buildIndexes(db: Database, { statements }: Migration): Promise<void> {
  for (const statement of statements) {
    const index = CONCURRENTLY.exec(statement)?.[1] ?? "";
    for (let attempt = 1; ; attempt += 1) {
      try {
        await runBesides(db, statement);
        if (await isValid(db, index)) break;
      } catch (error) {
        const isLost = !hasErrorCode(error, (code) => code === DEADLOCK);
        if (isLost || attempt === MOST_ATTEMPTS) throw error;
      }
      if (attempt === MOST_ATTEMPTS) throw new Error(`The index ${index} stays half built.`);
      if (!(await isValid(db, index))) {
        await runBesides(db, `drop index concurrently if exists public."${index}"`);
      }
    }
  }
}

async function runBesides(db: Database, statement: string): Promise<void> {
  try {
    await db.execute(sql.raw(statement));
  } catch (error) {
    if (!hasErrorCode(error, (code) => code === IN_TRANSACTION)) throw error;
    await db.execute(sql.raw(withoutConcurrency(statement)));
  }
}

async function isValid(db: Database, index: string): Promise<boolean> {
  const [row] = await db.execute<{ isValid: boolean }>(sql`
    select indisvalid as "isValid" from pg_index where indexrelid = to_regclass(${`public.${index}`})`);
  return row?.isValid === true;
}
