import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { idempotencyRecords } from "@/db/schema";
import {
  KEPT_HOURS,
  MAX_WORKSPACE_BYTES,
  MAX_WORKSPACE_RECORDS,
  UNDER_WAY_SECONDS,
} from "@/lib/domain/idempotency/idempotency-key";

/** Whose record it is. */
export type RecordPlace = { workspaceId: string; caller: string; keyHash: string };

/** What another request left under the same key. `status` is null while it is under way, or where it broke off. */
export type FoundRecord = {
  fingerprint: string;
  status: number | null;
  response: string | null;
  /** It may still be under way. */
  isLive: boolean;
};

/** A claim that isn't completed: a commit whose end wasn't heard of may have done that. */
const isOpen = ({ workspaceId, caller, keyHash }: RecordPlace, claimId: string) =>
  and(
    eq(idempotencyRecords.workspaceId, workspaceId),
    eq(idempotencyRecords.caller, caller),
    eq(idempotencyRecords.keyHash, keyHash),
    eq(idempotencyRecords.claimId, claimId),
    isNull(idempotencyRecords.status),
  );

/**
 * Claims a key over the service connection, or returns what is under it. A record that has expired is
 * claimed again, and so is one whose request broke off before its transaction was committed. Null where the
 * claim was granted.
 */
export async function claimRecord(
  db: Database,
  place: RecordPlace,
  request: { fingerprint: string; claimId: string; isAtomic: boolean },
): Promise<FoundRecord | null> {
  const { workspaceId, caller, keyHash } = place;
  const { fingerprint, claimId, isAtomic } = request;
  const rows = await db.execute<{
    is_claimed: boolean;
    fingerprint: string;
    status: number | null;
    response: string | null;
    is_live: boolean;
  }>(sql`
    with claimed as (
      insert into ${idempotencyRecords} as r
        (workspace_id, caller, key_hash, fingerprint, claim_id, is_atomic)
      values (${workspaceId}, ${caller}, ${keyHash}, ${fingerprint}, ${claimId}, ${isAtomic})
      on conflict (workspace_id, caller, key_hash) do update
      set fingerprint = excluded.fingerprint, claim_id = excluded.claim_id,
        is_atomic = excluded.is_atomic, status = null, response = null, response_bytes = 0,
        claimed_at = now()
      where r.claimed_at < now() - make_interval(hours => ${KEPT_HOURS})
        or (r.status is null and r.is_atomic and r.fingerprint = excluded.fingerprint
          and r.claimed_at < now() - make_interval(secs => ${UNDER_WAY_SECONDS}))
      returning r.key_hash
    )
    select true as is_claimed, '' as fingerprint, null::integer as status, null as response,
      true as is_live
    from claimed
    union all
    select false, r.fingerprint, r.status, r.response,
      r.claimed_at >= now() - make_interval(secs => ${UNDER_WAY_SECONDS})
    from ${idempotencyRecords} as r
    where r.workspace_id = ${workspaceId} and r.caller = ${caller} and r.key_hash = ${keyHash}
      and not exists (select from claimed)`);
  const [row] = rows;
  if (row?.is_claimed === true) return null;
  // One that another request has just inserted isn't seen by this statement.
  if (row === undefined) return { fingerprint, status: null, response: null, isLive: true };
  return {
    fingerprint: row.fingerprint,
    status: row.status,
    response: row.response,
    isLive: row.is_live,
  };
}

/**
 * Completes a claim. False where another request has taken it over, or it is gone. In a transaction of a
 * user it runs as the service, and so does all that comes after it.
 */
export async function completeRecord(
  db: Database | Transaction,
  place: RecordPlace,
  claimId: string,
  { status, response }: { status: number; response: string | null },
): Promise<boolean> {
  const completed = await db
    .update(idempotencyRecords)
    .set({ status, response, responseBytes: response?.length ?? 0 })
    .where(isOpen(place, claimId))
    .returning({ keyHash: idempotencyRecords.keyHash });
  return completed.length > 0;
}

/** Lets the rest of a user's transaction run as the service. */
export async function becomeService(tx: Transaction): Promise<void> {
  await tx.execute(
    sql`select set_config('role', 'none', true), set_config('request.jwt.claims', '', true)`,
  );
}

/** Gives a claim that isn't completed back, so that the request may be sent again with its key. */
export async function releaseRecord(
  db: Database,
  place: RecordPlace,
  claimId: string,
): Promise<void> {
  await db.delete(idempotencyRecords).where(isOpen(place, claimId));
}

/** The most records that one tick deletes. */
const DELETE_LIMIT = 5_000;

/**
 * Deletes records that have expired, and the oldest of a workspace that has more than it may. Those under
 * way stay. Returns how many were deleted.
 */
export async function deleteOldRecords(
  db: Database,
  limits = { records: MAX_WORKSPACE_RECORDS, bytes: MAX_WORKSPACE_BYTES },
): Promise<number> {
  const deleted = await db.execute(sql`
    with crowded as (
      select workspace_id from ${idempotencyRecords} group by workspace_id
      having count(*) > ${limits.records} or sum(response_bytes) > ${limits.bytes}
    ), ranked as (
      select r.ctid, r.claimed_at, row_number() over newest as place,
        sum(r.response_bytes) over newest as bytes
      from ${idempotencyRecords} as r join crowded using (workspace_id)
      where r.status is not null
      window newest as (
        partition by r.workspace_id order by r.claimed_at desc, r.key_hash
        rows unbounded preceding
      )
    ), surplus as (
      select ctid from ranked where place > ${limits.records} or bytes > ${limits.bytes}
      union
      select ctid from ${idempotencyRecords}
      where claimed_at < now() - make_interval(hours => ${KEPT_HOURS})
      limit ${DELETE_LIMIT}
    )
    delete from ${idempotencyRecords} where ctid in (select ctid from surplus) returning key_hash`);
  return deleted.length;
}
