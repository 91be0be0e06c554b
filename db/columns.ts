import { sql } from "drizzle-orm";
import { timestamp } from "drizzle-orm/pg-core";

/** Names for a constraint. They are written out: a parameter would not reach the migration. */
export const choices = (names: readonly string[]) =>
  sql.raw(names.map((name) => `'${name}'`).join(", "));

/**
 * A column for an instant, `timestamptz(3)`: milliseconds like a JavaScript `Date`, so that a value
 * that is read and written back compares equal.
 */
export const instant = <Name extends string>(name: Name) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
