import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { instanceKeys } from "@/db/schema";

type InstanceKey = Pick<typeof instanceKeys.$inferSelect, "publicKey" | "sealedPrivate">;

const { publicKey, sealedPrivate } = instanceKeys;

/** A pair of keys of the instance, over the service connection, or null. */
export async function findInstanceKey(db: Database, name: string): Promise<InstanceKey | null> {
  const [found] = await db
    .select({ publicKey, sealedPrivate })
    .from(instanceKeys)
    .where(eq(instanceKeys.name, name));
  return found ?? null;
}

/** Keeps a pair unless there is one of that name: of several that are made at once, one stays. */
export async function insertInstanceKey(
  db: Database,
  name: string,
  key: InstanceKey,
): Promise<void> {
  await db
    .insert(instanceKeys)
    .values({ name, ...key })
    .onConflictDoNothing();
}
