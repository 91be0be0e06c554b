import { timestamp } from "drizzle-orm/pg-core";

/**
 * An instant, `timestamptz(3)`: milliseconds, as a JavaScript `Date` holds it, so that a value read
 * and written back compares equal.
 */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
