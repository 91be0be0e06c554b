import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";

/**
 * Requests that carry an idempotency key. A record is claimed before anything is done, under a
 * `claim_id`, and completed with the status of the response. `is_atomic` says that it is completed in
 * the transaction of what the request writes, so that a claim that was left behind has written nothing.
 *
 * The table holds no key, request or response in the clear: `key_hash` and `fingerprint` are digests, and
 * `response` is encrypted with a key that only the holder of the idempotency key has. Only the service uses it.
 */
export const idempotencyRecords = pgTable(
  "idempotency_records",
  {
    workspaceId: uuid("workspace_id").notNull(),
    caller: text("caller").notNull(),
    keyHash: text("key_hash").notNull(),
    fingerprint: text("fingerprint").notNull(),
    claimId: uuid("claim_id").notNull(),
    isAtomic: boolean("is_atomic").notNull(),
    status: integer("status"),
    response: text("response"),
    responseBytes: integer("response_bytes").notNull().default(0),
    claimedAt: instant("claimed_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({
      name: "idempotency_records_pkey",
      columns: [table.workspaceId, table.caller, table.keyHash],
    }),
    foreignKey({
      name: "fk_idempotency_records_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    index("idx_idempotency_records_claimed").on(table.claimedAt),
    check("ck_idempotency_records_status", sql`${table.status} between 200 and 499`),
    check(
      "ck_idempotency_records_response",
      sql`${table.responseBytes} >= 0 and (${table.status} is not null or ${table.response} is null)`,
    ),
  ],
).enableRLS();
