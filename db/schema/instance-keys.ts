import { sql } from "drizzle-orm";
import { check, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * Pairs of keys that belong to the instance as a whole, the private one sealed. Only the service reads
 * and writes them.
 */
export const instanceKeys = pgTable(
  "instance_keys",
  {
    name: text("name").primaryKey(),
    publicKey: text("public_key").notNull(),
    sealedPrivate: text("sealed_private").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [check("ck_instance_keys_sealed_private", sql`${table.sealedPrivate} like 'v1.%'`)],
).enableRLS();
