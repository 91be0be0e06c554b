import { sql } from "drizzle-orm";
import { customType, timestamp } from "drizzle-orm/pg-core";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";

/** Names for a constraint. They are written out: a parameter would not reach the migration. */
export const choices = (names: readonly string[]) =>
  sql.raw(names.map((name) => `'${name}'`).join(", "));

/**
 * A column for an instant, `timestamptz(3)`: milliseconds like a JavaScript `Date`, so that a value
 * that is read and written back compares equal.
 */
export const instant = <Name extends string>(name: Name) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** A column `jsonb` whose numbers keep all of their figures. */
export const exactJsonb = customType<{ data: unknown; driverData: string }>({
  dataType: () => "jsonb",
  toDriver: stringifyExactJson,
});
