import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { apiKeys } from "@/db/schema";

// Without the hash, which members may not read.
const { secretHash: _, ...shownColumns } = getTableColumns(apiKeys);
export type ApiKey = Omit<typeof apiKeys.$inferSelect, "secretHash">;
type NewApiKey = Pick<
  typeof apiKeys.$inferSelect,
  | "workspaceId"
  | "name"
  | "prefix"
  | "secretHash"
  | "role"
  | "scopes"
  | "addresses"
  | "expiresAt"
  | "createdByEmail"
> & { createdBy: string };

/** How exact the last use of a key is, in minutes. Each use beyond it costs a write. */
const USE_MINUTES = 1;

/** The keys of a workspace, the oldest first. */
export function findApiKeys(tx: Transaction, workspaceId: string): Promise<ApiKey[]> {
  return tx
    .select(shownColumns)
    .from(apiKeys)
    .where(eq(apiKeys.workspaceId, workspaceId))
    .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
}

/** Null where the workspace has no such key. */
export async function findApiKeyById(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<ApiKey | null> {
  const [key] = await tx
    .select(shownColumns)
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id)));
  return key ?? null;
}

export async function insertApiKey(tx: Transaction, key: NewApiKey): Promise<ApiKey> {
  // With named columns: users may not write the others, not even as defaults.
  const [inserted] = await tx.execute<{ id: string }>(sql`
    insert into ${apiKeys} (
      workspace_id, name, prefix, secret_hash, role, scopes, addresses, expires_at, created_by,
      created_by_email
    )
    values (
      ${key.workspaceId}, ${key.name}, ${key.prefix}, ${key.secretHash}, ${key.role},
      ${sql.param(key.scopes, apiKeys.scopes)}, ${sql.param(key.addresses, apiKeys.addresses)},
      ${key.expiresAt?.toISOString() ?? null}, ${key.createdBy}, ${key.createdByEmail}
    )
    returning id`);
  const created = await findApiKeyById(tx, key.workspaceId, inserted?.id ?? "");
  if (created === null) throw new Error("The new key is not visible to its creator.");
  return created;
}

/** False where the workspace has no such key, or the user may not delete it. */
export async function removeApiKey(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id)))
    .returning({ id: apiKeys.id });
  return removed.length > 0;
}

/** What a key is judged by. */
export type StoredKey = typeof apiKeys.$inferSelect & {
  isExpired: boolean;
  /** Whether its last use is not on record yet. */
  isUseDue: boolean;
};

/** The key of a prefix, over the service connection, or null. */
export async function findKeyByPrefix(db: Database, prefix: string): Promise<StoredKey | null> {
  const [row] = await db
    .select({
      key: apiKeys,
      isExpired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= now(), false)`,
      isUseDue: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < now() - make_interval(mins => ${USE_MINUTES}), true)`,
    })
    .from(apiKeys)
    .where(eq(apiKeys.prefix, prefix));
  return row === undefined
    ? null
    : { ...row.key, isExpired: row.isExpired, isUseDue: row.isUseDue };
}

/** Records that a key is used now, over the service connection. One of several at once is enough. */
export async function recordKeyUse(db: Database, id: string): Promise<void> {
  await db.execute(sql`
    update ${apiKeys} set last_used_at = now()
    where id = (
      select id from ${apiKeys}
      where id = ${id}
        and coalesce(last_used_at < now() - make_interval(mins => ${USE_MINUTES}), true)
      for update skip locked
    )`);
}
