import { and, desc, eq, lt, or, sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import type { Keyset } from "@/db/queries/routines";
import { hasTags } from "@/db/queries/tags";
import { replays, replaySlots, routines } from "@/db/schema";
import type { ChosenSlot } from "@/lib/domain/replays/choose-slots";
import type { ListReplaysInput, ReplayDto, ReplayRoutine } from "@/lib/domain/replays/replay";
import type { ReplayableState } from "@/lib/domain/replays/replay-options";
import { toWire } from "@/lib/domain/wire";

const ofReplay = sql`s.workspace_id = ${replays.workspaceId} and s.replay_id = ${replays.id}`;

const countOf = (state: string) => sql`count(*) filter (where s.state = ${state}::text)`;

const progress = sql<ReplayDto["progress"]>`(
  select jsonb_build_object(
    'waiting', ${countOf("WAITING")}, 'running', ${countOf("RUNNING")},
    'success', ${countOf("SUCCESS")}, 'fail', ${countOf("FAIL")},
    'left_out', ${countOf("LEFT_OUT")}, 'cancelled', ${countOf("CANCELLED")}
  ) from ${replaySlots} as s where ${ofReplay}
)`;

const isPaused = sql.raw(`not r.is_active
  and not coalesce(r.ends_at <= r.next_run_at or r.run_at < r.next_run_at, false)`);

const routinesOf = sql<ReplayRoutine[]>`(
  select coalesce(jsonb_agg(
    jsonb_build_object('id', r.id, 'name', r.name, 'is_paused', ${isPaused}) order by r.name, r.id
  ), '[]')
  from ${routines} as r
  where r.workspace_id = ${replays.workspaceId} and r.id in (
    select s.routine_id from ${replaySlots} as s where ${ofReplay}
  )
)`;

const columns = {
  id: replays.id,
  workspaceId: replays.workspaceId,
  state: replays.state,
  fromAt: replays.fromAt,
  untilAt: replays.untilAt,
  statuses: replays.statuses,
  pacePerMinute: replays.pacePerMinute,
  slotCount: replays.slotCount,
  progress,
  routines: routinesOf,
  createdBy: replays.createdBy,
  createdAt: replays.createdAt,
  finishedAt: replays.finishedAt,
};

export type ReplayRow = Awaited<ReturnType<typeof findReplays>>[number];

/** Up to `limit` replays, newest first, ties broken by id, before `after`. */
export function findReplays(
  tx: Transaction,
  workspaceId: string,
  options: Omit<ListReplaysInput, "cursor"> & { after: Keyset | undefined; id?: string },
) {
  const { after, id, routine_id, state, limit } = options;
  const afterAt = after && new Date(after.value);
  return tx
    .select(columns)
    .from(replays)
    .where(
      and(
        eq(replays.workspaceId, workspaceId),
        id === undefined ? undefined : eq(replays.id, id),
        state === undefined ? undefined : eq(replays.state, state),
        routine_id === undefined
          ? undefined
          : sql`exists (
              select from ${replaySlots} as s where ${ofReplay} and s.routine_id = ${routine_id}
            )`,
        after === undefined || afterAt === undefined
          ? undefined
          : or(
              lt(replays.createdAt, afterAt),
              and(eq(replays.createdAt, afterAt), lt(replays.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(replays.createdAt), desc(replays.id))
    .limit(limit);
}

/** The slots of a replay in the order in which they are run. */
export function findReplaySlots(tx: Transaction, workspaceId: string, replayId: string) {
  return tx
    .select()
    .from(replaySlots)
    .where(and(eq(replaySlots.workspaceId, workspaceId), eq(replaySlots.replayId, replayId)))
    .orderBy(replaySlots.position);
}

/** Up to `limit` of the workspace's routines: those of the ids, or those that have all tags, by name. */
export async function findReplayedRoutines(
  tx: Transaction,
  workspaceId: string,
  which: { ids: readonly string[] } | { tags: readonly string[] },
  limit: number,
): Promise<ReplayRoutine[]> {
  const isWanted: SQL | undefined =
    "ids" in which
      ? sql`r.id in (select id::uuid from jsonb_array_elements_text(${JSON.stringify(which.ids)}::jsonb) as ids(id))`
      : hasTags(workspaceId, sql`r.id`, which.tags);
  return tx.execute<ReplayRoutine>(sql`
    select r.id, r.name, ${isPaused} as is_paused from ${routines} as r
    where r.workspace_id = ${workspaceId} and ${isWanted ?? sql`false`}
    order by r.name, r.id limit ${limit}
  `);
}

/** The slots of a routine that wait or run in a replay, from `from` to `until`, in milliseconds. */
export async function findOpenSlots(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  { from, until }: { from: Date; until: Date },
): Promise<Set<number>> {
  const rows = await tx
    .select({ slot: replaySlots.slot })
    .from(replaySlots)
    .where(
      and(
        eq(replaySlots.workspaceId, workspaceId),
        eq(replaySlots.routineId, routineId),
        sql`${replaySlots.state} in ('WAITING', 'RUNNING')`,
        sql`${replaySlots.slot} between ${from.toISOString()} and ${until.toISOString()}`,
      ),
    );
  return new Set(rows.map(({ slot }) => slot.getTime()));
}

/** How many replays of a workspace aren't over. */
export const countOpenReplays = (tx: Transaction, workspaceId: string): Promise<number> =>
  tx.$count(replays, and(eq(replays.workspaceId, workspaceId), sql`${replays.finishedAt} is null`));

export type NewReplay = {
  workspaceId: string;
  createdBy: string | null;
  fromAt: Date;
  untilAt: Date;
  statuses: ReplayableState[];
  pacePerMinute: number;
};

/**
 * Inserts a replay with its slots, in the order given. Returns its id, or null where another replay has
 * one of the slots: then the transaction is to be rolled back.
 */
export async function insertReplay(
  tx: Transaction,
  replay: NewReplay,
  slots: readonly (ChosenSlot & { routineId: string })[],
): Promise<string | null> {
  const [created] = await tx
    .insert(replays)
    .values({ ...replay, slotCount: slots.length })
    .returning({ id: replays.id });
  if (created === undefined) throw new Error("The new replay has no row.");
  const rows = slots.map((slot, index) => ({ ...toWire(slot), position: index + 1 }));
  const inserted = await tx.execute(sql`
    insert into ${replaySlots} (
      workspace_id, replay_id, position, routine_id, slot, was, missed_by
    )
    select ${replay.workspaceId}, ${created.id}, s.position, s.routine_id, s.slot, s.was, s.missed_by
    from json_to_recordset(${JSON.stringify(rows)}::json) as s(
      position integer, routine_id uuid, slot timestamptz, was text, missed_by uuid
    )
    on conflict do nothing
    returning position
  `);
  return inserted.length === slots.length ? created.id : null;
}

/**
 * Cancels a replay: what waits isn't sent any more. A request in flight is finished and recorded. Returns
 * false where the workspace has no such replay, or it is over.
 */
export function cancelReplayById(db: Database, workspaceId: string, id: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [cancelled] = await tx
      .update(replays)
      .set({ state: "CANCELLED", nextAt: sql`now()` })
      .where(
        and(eq(replays.workspaceId, workspaceId), eq(replays.id, id), eq(replays.state, "RUNNING")),
      )
      .returning({ id: replays.id });
    if (cancelled === undefined) return false;
    await tx.execute(sql`
      update ${replaySlots} set state = 'CANCELLED', settled_at = now()
      where workspace_id = ${workspaceId} and replay_id = ${id} and state = 'WAITING'
    `);
    await tx.execute(sql`
      update ${replays} set finished_at = now()
      where id = ${id} and not exists (
        select from ${replaySlots} as s
        where s.workspace_id = ${workspaceId} and s.replay_id = ${id} and s.state = 'RUNNING'
      )
    `);
    return true;
  });
}

/** Deletes the replays that are over for longer than the history is kept. */
export async function deleteOldReplays(
  db: Database,
  options: { retentionDays: number; limit: number },
): Promise<void> {
  await db.execute(sql`
    delete from ${replays} where id in (
      select id from ${replays}
      where finished_at < now() - make_interval(days => ${options.retentionDays})
      limit ${options.limit}
    )
  `);
}
