import { sql } from "drizzle-orm";

/**
 * The bytes of a run without its texts: its head, its columns of a fixed size, and its entries in five
 * indexes. Measured on PostgreSQL 15 and 17 (`tests/integration/scheduler/trim-history.test.ts`).
 */
export const BARE_RUN_BYTES = { table: 190, indexes: 230 };

/** The stored bytes of what is kept of a response, as it is compressed; `r` is the run. */
export const evidenceBytes = sql`(coalesce(pg_column_size(r.response_body), 0)
  + coalesce(pg_column_size(r.response_headers_json), 0))`;

/** The stored bytes of a run in its table, by `r`. */
export const tableBytes = sql`(${BARE_RUN_BYTES.table} + ${evidenceBytes}
  + coalesce(pg_column_size(r.error_message), 0) + coalesce(pg_column_size(r.remote_address), 0)
  + coalesce(pg_column_size(r.redirects_json), 0) + coalesce(pg_column_size(r.broken_rules_json), 0)
  + coalesce(pg_column_size(r.worker_id), 0) + coalesce(pg_column_size(r.ai_summary), 0))`;
