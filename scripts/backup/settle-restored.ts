import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { closeOrphanedRetries, sharedRunColumns } from "@/db/queries/abandon-runs";
import { transactionTime } from "@/db/queries/database-now";
import { claimedColumns, type ClaimedRoutine } from "@/db/queries/routine-columns";
import {
  alertMessages,
  incidents,
  notifications,
  replays,
  replaySlots,
  routineRuns,
  routines,
  runsInFlight,
} from "@/db/schema";
import { dueHorizon, nextSlot, scheduleOf } from "@/lib/domain/schedule/schedule";
import { planClaim } from "@/lib/domain/slots/claim-plan";
import { isPastEnd } from "@/lib/domain/slots/routine-slots";
import { dueAtOf, jitterOffsetSeconds } from "@/lib/domain/slots/spread";
import { DAY_MS } from "@/lib/domain/time-units";
import { toWire } from "@/lib/domain/wire";

/**
 * What a restored instance does before its first tick. The instance of the backup may have gone on for as
 * long as it liked: what it had begun, it may have finished, and it may still be there. So nothing of it is
 * tried again, its workers lose their leases, and only what fell due afterwards is left to the first tick.
 */

/** More claims than a routine has between a backup and its restore. */
const TOKENS_AHEAD = 1_000_000;

export type Settlement = {
  /** Runs that were in flight, which are ABANDONED now. */
  abandoned: number;
  /** Slots that had begun, and won't be tried again. */
  closed: number;
  /** Slots that have fallen due since then, and were recorded as missed. */
  missed: number;
  /** Alerts that were waiting, and won't be sent. */
  expired: number;
};

/**
 * Settles what a backup taken at `takenAt` left open, in the transaction of its restore. With `missesDue`,
 * every slot that is due already counts as missed, whatever its routine's policy is.
 */
export async function settleRestored(
  tx: Transaction,
  { takenAt, missesDue, slackSeconds }: { takenAt: Date; missesDue: boolean; slackSeconds: number },
): Promise<Settlement> {
  await tx.execute(sql`
    update ${routines}
    set lock_until = null, locked_by = null, lease_token = lease_token + ${TOKENS_AHEAD}`);
  const abandoned = await abandonAll(tx, takenAt);
  await endReplays(tx);
  const closed = await closeBegun(tx);
  const missed = missesDue ? await missDue(tx, slackSeconds) : 0;
  return { abandoned, closed, missed, expired: await expireAlerts(tx, takenAt) };
}

/** Moves what was in flight into the history. */
async function abandonAll(tx: Transaction, takenAt: Date): Promise<number> {
  const reason = `This run was in flight when the backup of ${takenAt.toISOString()} was taken. Its result, if there was one, isn't in the backup.`;
  const rows = await tx.execute(sql`
    with taken as (delete from ${runsInFlight} returning *)
    insert into ${routineRuns} (
      ${sharedRunColumns}, status, finished_at, error_code, error_message
    )
    select ${sharedRunColumns}, 'ABANDONED', now(), 'ABANDONED', ${reason} from taken
    returning id`);
  return rows.length;
}

/** Cancels the replays that were under way. */
async function endReplays(tx: Transaction): Promise<void> {
  await tx.execute(sql`
    update ${replaySlots} set state = 'CANCELLED', run_id = null, settled_at = now()
    where state in ('WAITING', 'RUNNING')`);
  await tx.execute(sql`
    update ${replays} set state = 'CANCELLED', finished_at = now() where finished_at is null`);
}

/** Moves routines on from a slot that has begun, and makes failures that waited for a retry final. */
async function closeBegun(tx: Transaction): Promise<number> {
  const begun = await tx
    .select(claimedColumns)
    .from(routines)
    .where(
      sql`exists (
        select from ${routineRuns} as run
        where run.routine_id = ${routines.id} and run.scheduled_for = ${routines.nextRunAt}
      )`,
    );
  const moves = begun.flatMap((routine) => {
    const next = readable(() => nextSlot(scheduleOf(routine), routine.nextRunAt));
    return next === null ? [] : [moveTo(routine, next)];
  });
  await moveOn(tx, moves);
  await closeOrphanedRetries(tx, Number.MAX_SAFE_INTEGER);
  return moves.length;
}

/** Records every slot that is due as missed, and moves the routines on. Returns the number of slots. */
async function missDue(tx: Transaction, slackSeconds: number): Promise<number> {
  const due = await tx
    .select({ routine: claimedColumns, now: transactionTime })
    .from(routines)
    .where(
      sql`${routines.isActive} and ${routines.nextRunAt} <= now() + make_interval(secs => ${slackSeconds})`,
    );
  const moves = due.flatMap(({ routine, now }) => {
    const horizon = dueHorizon(now, slackSeconds);
    const plan = readable(() =>
      planClaim({
        ...routine,
        schedule: scheduleOf(routine),
        offsetSeconds: jitterOffsetSeconds(routine.id, routine.jitterSeconds),
        misfirePolicy: "SKIP",
        horizon,
        // Every slot is late enough to be a misfire.
        now: new Date(now.getTime() + DAY_MS),
        rows: [],
      }),
    );
    if (plan?.action !== "miss") return [];
    const { nextRunAt, slot, missedSlots } = plan;
    return [{ ...moveTo(routine, nextRunAt), slot, missedSlots }];
  });
  await moveOn(tx, moves);
  return moves.reduce((sum, { missedSlots }) => sum + missedSlots + 1, 0);
}

/** Null for a schedule that can't be read: the first claim pauses its routine. */
function readable<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** The move of a routine to a slot. With `slot`, that one is recorded as missed, and so many before it. */
type Move = {
  id: string;
  workspaceId: string;
  nextRunAt: Date;
  dueAt: Date | null;
  isOver: boolean;
  slot: Date | null;
  missedSlots: number;
};

const moveTo = (routine: ClaimedRoutine, nextRunAt: Date): Move => ({
  id: routine.id,
  workspaceId: routine.workspaceId,
  nextRunAt,
  dueAt: dueAtOf(routine, nextRunAt),
  isOver: isPastEnd({ ...routine, schedule: scheduleOf(routine) }, nextRunAt),
  slot: null,
  missedSlots: 0,
});

async function moveOn(tx: Transaction, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const rows = JSON.stringify(moves.map((move) => toWire(move)));
  await tx.execute(sql`
    with moves as (
      select * from json_to_recordset(${rows}::json) as m(
        id uuid, workspace_id uuid, next_run_at timestamptz, due_at timestamptz, is_over boolean,
        slot timestamptz, missed_slots integer
      )
    ), moved as (
      update ${routines} as r
      set next_run_at = m.next_run_at, due_at = m.due_at, is_active = r.is_active and not m.is_over
      from moves as m where r.id = m.id
    )
    insert into ${routineRuns} (
      workspace_id, routine_id, triggered_by, status, scheduled_for, missed_slots, finished_at
    )
    select workspace_id, id, 'SCHEDULE', 'MISSED', slot, missed_slots, now()
    from moves where slot is not null
    on conflict do nothing`);
}

/**
 * Ends what the outbox held: it was sent within seconds, most likely. Only the first message of an incident
 * that isn't resolved goes out after all: hearing of a failure twice is better than never.
 */
async function expireAlerts(tx: Transaction, takenAt: Date): Promise<number> {
  const isFirstWord = sql`n.event = 'incident.opened' and exists (
    select from ${incidents} as i where i.id = n.incident_id and i.state <> 'resolved'
  )`;
  const skipped = await tx.execute(sql`
    update ${notifications} as n set skip_reason = 'SUPERSEDED'
    where n.message_id is null and n.skip_reason is null and not (${isFirstWord})
    returning n.id`);
  const reason = `Not sent: it was waiting when the backup of ${takenAt.toISOString()} was taken, and was sent by the instance of then most likely.`;
  const failed = await tx.execute(sql`
    update ${alertMessages} as m
    set status = 'FAILED', finished_at = now(), lock_until = null, locked_by = null,
      lease_token = lease_token + ${TOKENS_AHEAD}, response = coalesce(response, ${reason})
    where status = 'PENDING' and not exists (
      select from ${notifications} as n where n.message_id = m.id and ${isFirstWord}
    )
    returning m.id`);
  await tx.execute(sql`
    update ${alertMessages}
    set lock_until = null, locked_by = null, lease_token = lease_token + ${TOKENS_AHEAD}
    where status = 'PENDING'`);
  return skipped.length + failed.length;
}
