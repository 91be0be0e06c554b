import {
  and,
  desc,
  eq,
  getViewSelectedFields,
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
import { hasTags } from "@/db/queries/tags";
import { routines, runs } from "@/db/schema";
import type { DurationBucket } from "@/lib/domain/run/duration-summary";
import type { PulseMark } from "@/lib/domain/run/pulse";
import type { ListRunsInput, RunFilter } from "@/lib/domain/run/run";
import type { LedgerRun } from "@/lib/domain/slots/slot-ledger";
import { SECOND_MS } from "@/lib/domain/time-units";

const { leaseToken, ...detailColumns } = getViewSelectedFields(runs);

/** The columns of a run in a list: without its evidence. */
const { redirectsJson, responseHeadersJson, responseBody, brokenRulesJson, ...listColumns } =
  detailColumns;
export { listColumns };

/** A run with its evidence. */
export type RunInDetail = Pick<typeof runs.$inferSelect, keyof typeof detailColumns> & {
  routineName: string;
};

/** A run in a list, without its evidence. */
export type RunWithRoutine = Pick<RunInDetail, keyof typeof listColumns | "routineName">;

export const sameRoutine = and(
  eq(routines.workspaceId, runs.workspaceId),
  eq(routines.id, runs.routineId),
);

const selectInDetail = (db: Database | Transaction) =>
  db
    .select({ ...detailColumns, routineName: routines.name })
    .from(runs)
    .innerJoin(routines, sameRoutine);

/** The run, or null where the workspace has no such run. */
export async function findRun(
  db: Database | Transaction,
  workspaceId: string,
  id: string,
): Promise<RunInDetail | null> {
  const [run] = await selectInDetail(db).where(
    and(eq(runs.workspaceId, workspaceId), eq(runs.id, id)),
  );
  return run ?? null;
}

/** The id of the run whose outcome a replay's run took over, or null. */
export async function findSuperseded(
  tx: Database | Transaction,
  run: Pick<RunInDetail, "id" | "routineId" | "scheduledFor" | "replayId">,
): Promise<string | null> {
  if (run.replayId === null || run.scheduledFor === null) return null;
  const [found] = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.routineId, run.routineId),
        eq(runs.scheduledFor, run.scheduledFor),
        eq(runs.supersededBy, run.id),
      ),
    );
  return found?.id ?? null;
}

/** The newest success of a routine before this moment, degraded ones left out, or null. */
export async function findLastGoodRun(
  tx: Database | Transaction,
  workspaceId: string,
  routineId: string,
  before: Date,
): Promise<RunInDetail | null> {
  const [run] = await selectInDetail(tx)
    .where(
      and(
        eq(runs.workspaceId, workspaceId),
        eq(runs.routineId, routineId),
        eq(runs.status, "SUCCESS"),
        eq(runs.isDegraded, false),
        lt(runs.createdAt, before),
      ),
    )
    .orderBy(desc(runs.createdAt))
    .limit(1);
  return run ?? null;
}

function matchesFilter(filter: RunFilter): SQL | undefined {
  if (filter === "DEGRADED") return eq(runs.isDegraded, true);
  if (filter === "NOT_SUCCESS") {
    return inArray(runs.status, ["FAIL", "ABANDONED", "MISSED"]);
  }
  return eq(runs.status, filter);
}

/** Up to `limit` runs, newest first, ties broken by id, before `after`; stable under inserts. */
export async function findRuns(
  tx: Transaction,
  workspaceId: string,
  options: Omit<ListRunsInput, "cursor"> & { after: Keyset | undefined },
): Promise<RunWithRoutine[]> {
  const { after, routine_id, status, triggered_by, from, to, tag } = options;
  const afterAt = after && new Date(after.value);
  return tx
    .select({ ...listColumns, routineName: routines.name })
    .from(runs)
    .innerJoin(routines, sameRoutine)
    .where(
      and(
        eq(runs.workspaceId, workspaceId),
        routine_id === undefined ? undefined : eq(runs.routineId, routine_id),
        status === undefined ? undefined : matchesFilter(status),
        triggered_by === undefined ? undefined : eq(runs.triggeredBy, triggered_by),
        from === undefined ? undefined : gte(runs.createdAt, from),
        to === undefined ? undefined : lt(runs.createdAt, to),
        hasTags(workspaceId, sql`${runs.routineId}`, tag),
        after === undefined || afterAt === undefined
          ? undefined
          : or(
              lt(runs.createdAt, afterAt),
              and(eq(runs.createdAt, afterAt), lt(runs.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(options.limit);
}

const iso = (column: string) =>
  sql`to_char(o.${sql.identifier(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const timeFields: readonly string[] = ["scheduled_for", "started_at", "created_at"];

/** A replay has its place among the runs at the time at which it was sent, and not at its slot. */
const slotOfMark = sql`case when o.triggered_by <> 'REPLAY' then ${iso("scheduled_for")} end`;

/**
 * The last `count` runs of each routine, oldest first, with only these fields of each. Their order is
 * that of `findRuns` reversed. `scheduled_for` is null for a replay, as for a manual run.
 */
export async function findMarks<Field extends keyof PulseMark>(
  tx: Transaction,
  workspaceId: string,
  {
    routineIds,
    count,
    fields,
  }: { routineIds: readonly string[]; count: number; fields: readonly Field[] },
): Promise<Record<string, Pick<PulseMark, Field>[]>> {
  const members = fields.map((field) => {
    const time = field === "scheduled_for" ? slotOfMark : iso(field);
    const value = timeFields.includes(field) ? time : sql`o.${sql.identifier(field)}`;
    return sql`${field}::text, ${value}`;
  });
  const rows = await tx.execute<{ id: string; marks: Pick<PulseMark, Field>[] }>(sql`
    select wanted.id, recent.marks
    from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as wanted(id)
    cross join lateral (
      select coalesce(
        json_agg(json_build_object(${sql.join(members, sql`, `)}) order by o.created_at, o.id), '[]'
      ) as marks
      from (
        select * from ${runs} as o
        where o.routine_id = wanted.id::uuid and o.workspace_id = ${workspaceId}
        order by o.created_at desc, o.id desc
        limit ${count}
      ) as o
    ) as recent
  `);
  return Object.fromEntries(rows.map(({ id, marks }) => [id, marks]));
}

/**
 * The runs of a routine's slots from `from` to `until`, both inclusive, and those up to the first slot
 * after `until` that has any but replays.
 */
export async function findSlotRuns(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  { from, until }: { from: Date; until: Date },
): Promise<Omit<LedgerRun, "isFenced">[]> {
  const { scheduledFor } = runs;
  const last = sql`coalesce((
    select min(later.scheduled_for) from ${runs} as later
    where later.workspace_id = ${workspaceId} and later.routine_id = ${routineId}
      and later.scheduled_for > ${until.toISOString()} and later.triggered_by <> 'REPLAY'
  ), ${until.toISOString()})`;
  const rows = await tx
    .select({
      id: runs.id,
      slot: scheduledFor,
      attempt: runs.attempt,
      status: runs.status,
      isDegraded: runs.isDegraded,
      willRetry: runs.willRetry,
      isReplay: sql<boolean>`${runs.triggeredBy} = 'REPLAY'`,
      supersededBy: runs.supersededBy,
      missedSlots: runs.missedSlots,
    })
    .from(runs)
    .where(
      and(
        eq(runs.workspaceId, workspaceId),
        eq(runs.routineId, routineId),
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
      (count(*) filter (where o.status = 'MISSED' and o.superseded_by is null)
        + sum(o.missed_slots))::integer as missed,
      (percentile_disc(0.5) within group (order by o.duration_ms))::integer as p50_ms,
      (percentile_disc(0.95) within group (order by o.duration_ms))::integer as p95_ms,
      max(o.duration_ms) as max_ms
    from ${runs} as o
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
