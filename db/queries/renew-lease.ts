import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routines } from "@/db/schema";

/**
 * Extends a lease, counted from now, where its token still matches and it was not released. False
 * where another worker owns the slot, so that nothing may be sent.
 */
export async function renewLease(
  db: Database,
  options: { routineId: string; leaseToken: number; leaseSeconds: number },
): Promise<boolean> {
  const renewed = await db
    .update(routines)
    .set({ lockUntil: sql`now() + make_interval(secs => ${options.leaseSeconds})` })
    .where(
      and(
        eq(routines.id, options.routineId),
        eq(routines.leaseToken, options.leaseToken),
        isNotNull(routines.lockUntil),
      ),
    )
    .returning({ id: routines.id });
  return renewed.length > 0;
}
