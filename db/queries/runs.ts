import {
  and,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  lt,
  lte,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import type { Keyset } from "@/db/queries/routines";
import { routineRuns, routines } from "@/db/schema";
import type { DurationBucket } from "@/lib/domain/run/duration-summary";
import type { PulseMark, StripMark } from "@/lib/domain/run/pulse";
import type { RunFilter, RunTrigger } from "@/lib/domain/run/run";
import type { LedgerRun } from "@/lib/domain/slots/slot-ledger";
import { SECOND_MS } from "@/lib/domain/time-units";

const { leaseToken, ...detailColumns } = getTableColumns(routineRuns);

/** The columns of a run in a list: without its evidence. */
export const { redirectsJson, responseHeadersJson, responseBody, brokenRulesJson, ...listColumns } =
  detailColumns;

/** A run with its evidence. */
export type RunInDetail = Pick<typeof routineRuns.$inferSelect, keyof typeof detailColumns> & {
  routineName: string;
};

/** A run in a list, without its evidence. */
export type RunWithRoutine = Pick<RunInDetail, keyof typeof listColumns | "routineName">;

export const sameRoutine = and(
  eq(routines.workspaceId, routineRuns.workspaceId),
  eq(routines.id, routineRuns.routineId),
);

const selectInDetail = (db: Database | Transaction) =>
  db
    .select({ ...detailColumns, routineName: routines.name })
    .from(routineRuns)
    .innerJoin(routines, sameRoutine);

/** The run, or null where the workspace has no such run. */
export async function findRun(
  db: Database | Transaction,
  workspaceId: string,
  id: string,
): Promise<RunInDetail | null> {
  const [run] = await selectInDetail(db).where(
    and(eq(routineRuns.workspaceId, workspaceId), eq(routineRuns.id, id)),
  );
  return run ?? null;
}

/** The newest success of a routine before this moment, degraded ones left out, or null. */
export async function findLastGoodRun(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  before: Date,
): Promise<RunInDetail | null> {
  const [run] = await selectInDetail(tx)
    .where(
      and(
        eq(routineRuns.workspaceId, workspaceId),
        eq(routineRuns.routineId, routineId),
        eq(routineRuns.status, "SUCCESS"),
        eq(routineRuns.isDegraded, false),
        lt(routineRuns.createdAt, before),
      ),
    )
    .orderBy(desc(routineRuns.createdAt))
    .limit(1);
  return run ?? null;
}

function matchesFilter(filter: RunFilter): SQL | undefined {
  if (filter === "DEGRADED") return eq(routineRuns.isDegraded, true);
  if (filter === "NOT_SUCCESS") {
    return inArray(routineRuns.status, ["FAIL", "ABANDONED", "MISSED"]);
  }
  return eq(routineRuns.status, filter);
}

/** Up to `limit` runs, newest first, ties broken by id, before `after`; stable under inserts. */
export async function findRuns(
  tx: Transaction,
  workspaceId: string,
  options: {
    limit: number;
    after?: Keyset | undefined;
    routineId?: string | undefined;
    status?: RunFilter | undefined;
    triggeredBy?: RunTrigger | undefined;
    from?: Date | undefined;
    to?: Date | undefined;
  },
): Promise<RunWithRoutine[]> {
  const { after, routineId, status, triggeredBy, from, to } = options;
  const afterAt = after && new Date(after.value);
  return tx
    .select({ ...listColumns, routineName: routines.name })
    .from(routineRuns)
    .innerJoin(routines, sameRoutine)
    .where(
      and(
        eq(routineRuns.workspaceId, workspaceId),
        routineId === undefined ? undefined : eq(routineRuns.routineId, routineId),
        status === undefined ? undefined : matchesFilter(status),
        triggeredBy === undefined ? undefined : eq(routineRuns.triggeredBy, triggeredBy),
        from === undefined ? undefined : gte(routineRuns.createdAt, from),
        to === undefined ? undefined : lt(routineRuns.createdAt, to),
        after === undefined || afterAt === undefined
          ? undefined
          : or(
              lt(routineRuns.createdAt, afterAt),
              and(eq(routineRuns.createdAt, afterAt), lt(routineRuns.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(routineRuns.createdAt), desc(routineRuns.id))
    .limit(options.limit);
}

const iso = (column: string) =>
  sql`to_char(o.${sql.identifier(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The last `count` runs of each routine, oldest first. */
export async function findPulses(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, PulseMark[]>> {
  const rows = await tx.execute<PulseMark & { routine_id: string }>(sql`
    select recent.*
    from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as wanted(id)
    cross join lateral (
      select o.routine_id, o.id, o.status, o.is_degraded, o.http_status, o.duration_ms, o.error_code, o.lag_ms,
             ${iso("scheduled_for")} as scheduled_for, ${iso("started_at")} as started_at,
             ${iso("created_at")} as created_at
      from ${routineRuns} as o
      where o.routine_id = wanted.id::uuid and o.workspace_id = ${workspaceId}
      order by o.created_at desc
      limit ${count}
    ) as recent
    order by recent.created_at
  `);
  const pulses: Record<string, PulseMark[]> = Object.fromEntries(routineIds.map((id) => [id, []]));
  for (const { routine_id, ...mark } of rows) pulses[routine_id]?.push(mark);
  return pulses;
}

/**
 * The last `count` runs of each routine, oldest first, with only what a strip draws. Their order is
 * that of `findRuns` reversed.
 */
export async function findStrips(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, StripMark[]>> {
  const rows = await tx.execute<{ id: string; marks: StripMark[] }>(sql`
    select wanted.id, strip.marks
    from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as wanted(id)
    cross join lateral (
      select coalesce(
        json_agg(
          json_build_object(
            'id', recent.id, 'status', recent.status, 'is_degraded', recent.is_degraded,
            'duration_ms', recent.duration_ms
          ) order by recent.created_at, recent.id
        ), '[]'
      ) as marks
      from (
        select o.id, o.status, o.is_degraded, o.duration_ms, o.created_at
        from ${routineRuns} as o
        where o.routine_id = wanted.id::uuid and o.workspace_id = ${workspaceId}
        order by o.created_at desc, o.id desc
        limit ${count}
      ) as recent
    ) as strip
  `);
  return Object.fromEntries(rows.map(({ id, marks }) => [id, marks]));
}

/** A `LedgerRun` without whether it was fenced. */
export type SlotRun = Omit<LedgerRun, "isFenced">;

/**
 * The runs of a routine's slots from `from` to `until`, both inclusive, and those of the first slot
 * after `until` that has any.
 */
export async function findSlotRuns(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  { from, until }: { from: Date; until: Date },
): Promise<SlotRun[]> {
  const { scheduledFor } = routineRuns;
  const last = sql`coalesce((
    select min(later.scheduled_for) from ${routineRuns} as later
    where later.routine_id = ${routineId} and later.scheduled_for > ${until.toISOString()}
  ), ${until.toISOString()})`;
  const rows = await tx
    .select({
      id: routineRuns.id,
      slot: scheduledFor,
      attempt: routineRuns.attempt,
      status: routineRuns.status,
      isDegraded: routineRuns.isDegraded,
      willRetry: routineRuns.willRetry,
      missedSlots: routineRuns.missedSlots,
    })
    .from(routineRuns)
    .where(
      and(
        eq(routineRuns.workspaceId, workspaceId),
        eq(routineRuns.routineId, routineId),
        gte(scheduledFor, from),
        lte(scheduledFor, last),
      ),
    );
  return rows.flatMap(({ slot, ...run }) => (slot === null ? [] : [{ ...run, slot }]));
}

/**
 * The durations and outcomes of a routine's runs created since `from`, in buckets of
 * `bucketSeconds` counted from there. Buckets without a run are left out.
 */
export async function sumUpDurations(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  { from, bucketSeconds }: { from: Date; bucketSeconds: number },
): Promise<DurationBucket[]> {
  const start = from.toISOString();
  const rows = await tx.execute<Omit<DurationBucket, "starts_at"> & { place: number }>(sql`
    select floor(extract(epoch from o.created_at - ${start}::timestamptz) / ${bucketSeconds}::integer)::integer as place,
      count(*) filter (where o.status = 'SUCCESS' and not o.is_degraded)::integer as succeeded,
      count(*) filter (where o.is_degraded)::integer as degraded,
      count(*) filter (where o.status = 'FAIL')::integer as failed,
      count(*) filter (where o.status = 'ABANDONED')::integer as abandoned,
      (count(*) filter (where o.status = 'MISSED') + sum(o.missed_slots))::integer as missed,
      (percentile_disc(0.5) within group (order by o.duration_ms))::integer as p50_ms,
      (percentile_disc(0.95) within group (order by o.duration_ms))::integer as p95_ms,
      max(o.duration_ms) as max_ms
    from ${routineRuns} as o
    where o.routine_id = ${routineId} and o.workspace_id = ${workspaceId}
      and o.created_at >= ${start} and o.status <> 'RUNNING'
    group by place
    order by place
  `);
  return rows.map(({ place, ...bucket }) => ({
    starts_at: new Date(from.getTime() + place * bucketSeconds * SECOND_MS).toISOString(),
    ...bucket,
  }));
}
