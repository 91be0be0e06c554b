import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { abandonRuns } from "@/db/queries/abandon-runs";
import type { Claim } from "@/db/queries/claim-due-routines";
import { transactionTime } from "@/db/queries/database-now";
import { mayReplay } from "@/db/queries/replays/find-due-replays";
import { supersedeOutcome } from "@/db/queries/replays/supersede-outcome";
import { claimedColumns } from "@/db/queries/routine-columns";
import { replays, replaySlots, routineRuns, routines, runsInFlight } from "@/db/schema";
import { MAX_ABANDONED_ATTEMPTS } from "@/lib/domain/slots/claim-plan";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";

/** When a replay is looked after again whose slots all wait for something else. */
const LOOK_AGAIN_SECONDS = 2;

type Replay = { id: string; workspaceId: string };

type Options = { leaseSeconds: number; workerId: string };

const ofReplay = ({ id, workspaceId }: Replay): SQL =>
  sql`s.workspace_id = ${workspaceId} and s.replay_id = ${id}`;

/**
 * Locks a replay that is due, so that what happens to its slots happens one after the other. Null where
 * another worker has it, or it isn't due any more.
 */
async function lockReplay(
  tx: Transaction,
  id: string,
): Promise<(Replay & { state: string; pacePerMinute: number }) | null> {
  const { workspaceId, state, pacePerMinute } = replays;
  const [replay] = await tx
    .select({ id: replays.id, workspaceId, state, pacePerMinute })
    .from(replays)
    .where(
      and(eq(replays.id, id), sql`${replays.finishedAt} is null and ${replays.nextAt} <= now()`),
    )
    .for("update", { skipLocked: true });
  return replay ?? null;
}

/**
 * Has the slots wait again whose runs are no longer in flight and weren't recorded: their worker
 * disappeared. In a replay that was cancelled, they are over. Says whether there were any.
 */
async function reopenLost(tx: Transaction, replay: Replay): Promise<boolean> {
  const reopened = await tx.execute(sql`
    update ${replaySlots} as s
    set run_id = null, state = case when p.state = 'RUNNING' then 'WAITING' else 'CANCELLED' end,
      settled_at = case when p.state = 'RUNNING' then null else now() end
    from ${replays} as p
    where ${ofReplay(replay)} and s.state = 'RUNNING' and p.id = s.replay_id and not exists (
      select from ${runsInFlight} as f
      where f.workspace_id = s.workspace_id and f.routine_id = s.routine_id and f.id = s.run_id
    )
    returning s.position
  `);
  return reopened.length > 0;
}

const postpone = (tx: Transaction, { id }: Replay, seconds: number) =>
  tx.execute(sql`
    update ${replays} set next_at = now() + make_interval(secs => ${seconds}) where id = ${id}
  `);

/**
 * Looks after a replay none of whose slots can start: what was lost waits again, and a replay without
 * anything left is over. Otherwise it is looked at again in a moment. Says whether slots wait again that
 * were lost: then it stays due.
 */
export function tendReplay(db: Database, id: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const replay = await lockReplay(tx, id);
    if (replay === null) return false;
    const hasReopened = await reopenLost(tx, replay);
    if (hasReopened && replay.state === "RUNNING") return true;
    await tx.execute(sql`
      update ${replays} as p
      set next_at = now() + make_interval(secs => ${LOOK_AGAIN_SECONDS}),
        state = case when left_over.is_empty and p.state = 'RUNNING' then 'DONE' else p.state end,
        finished_at = case when left_over.is_empty then now() end
      from (
        select not exists (
          select from ${replaySlots} as s
          where ${ofReplay(replay)} and s.state in ('WAITING', 'RUNNING')
        ) as is_empty
      ) as left_over
      where p.id = ${id}
    `);
    return false;
  });
}

/**
 * Claims the next waiting slot of a routine in a replay that is due, in one short transaction, and puts its
 * run in flight. Null where another worker was first, or the routine can't take it now.
 *
 * Guarantees: it takes the same lease as every other run, with the next fencing token; at most one slot of
 * a replay starts at each `next_at`, which moves on by its pace; a slot that has a success by now is left
 * out, and one that lost its worker `MAX_ABANDONED_ATTEMPTS` times in this replay becomes FAIL without
 * another request.
 */
export function claimReplaySlot(
  db: Database,
  { replayId, routineId }: { replayId: string; routineId: string },
  options: Options,
): Promise<Claim | null> {
  return db.transaction(async (tx) => {
    const replay = await lockReplay(tx, replayId);
    if (replay?.state !== "RUNNING") return null;
    const [next] = await tx
      .select({
        routine: { ...claimedColumns, lockedBy: routines.lockedBy },
        now: transactionTime,
        position: replaySlots.position,
        slot: replaySlots.slot,
        missedBy: replaySlots.missedBy,
        attempts: replaySlots.attempts,
      })
      .from(replaySlots)
      .innerJoin(
        routines,
        and(
          eq(routines.workspaceId, replaySlots.workspaceId),
          eq(routines.id, replaySlots.routineId),
        ),
      )
      .where(
        and(
          eq(replaySlots.workspaceId, replay.workspaceId),
          eq(replaySlots.replayId, replay.id),
          eq(replaySlots.routineId, routineId),
          eq(replaySlots.state, "WAITING"),
          mayReplay("routines", "replay_slots"),
        ),
      )
      .orderBy(replaySlots.position)
      .limit(1)
      .for("update", { of: routines, skipLocked: true });
    if (next === undefined) return null;
    const { routine, slot, position } = next;
    if (routine.lockedBy !== null) await abandonRuns(tx, [routine]);
    const history = await readHistory(tx, routine.id, slot);
    const ofSlot = sql`${ofReplay(replay)} and s.position = ${position}`;

    if (history.hasSucceeded) {
      await tx.execute(sql`
        update ${replaySlots} as s set state = 'LEFT_OUT', settled_at = now() where ${ofSlot}`);
      return null;
    }
    if (next.attempts >= MAX_ABANDONED_ATTEMPTS) {
      const run = { ...next, replay, attempt: history.attempts + 1 };
      const runId = await giveUp(tx, run);
      await tx.execute(sql`
        update ${replaySlots} as s
        set state = 'FAIL', run_id = ${runId}, settled_at = now() where ${ofSlot}`);
      return null;
    }

    const runId = crypto.randomUUID();
    const attempt = history.attempts + 1;
    const [leased] = await tx
      .update(routines)
      .set({
        lockUntil: sql`now() + make_interval(secs => ${options.leaseSeconds})`,
        lockedBy: options.workerId,
        leaseToken: sql`${routines.leaseToken} + 1`,
      })
      .where(eq(routines.id, routine.id))
      .returning({ leaseToken: routines.leaseToken });
    if (leased === undefined) return null;
    await tx.insert(runsInFlight).values({
      id: runId,
      workspaceId: routine.workspaceId,
      routineId: routine.id,
      triggeredBy: "REPLAY",
      replayId: replay.id,
      scheduledFor: slot,
      attempt,
      leaseToken: leased.leaseToken,
      workerId: options.workerId,
      startedAt: next.now,
    });
    await tx.execute(sql`
      update ${replaySlots} as s
      set state = 'RUNNING', run_id = ${runId}, attempts = s.attempts + 1 where ${ofSlot}`);
    await postpone(tx, replay, MINUTE_SECONDS / replay.pacePerMinute);
    return {
      routine,
      runId,
      leaseToken: leased.leaseToken,
      slot,
      attempt,
      missedSlots: 0,
      startedAt: next.now,
      lagMs: null,
      replay: { missedBy: next.missedBy },
    };
  });
}

/** The attempts of a slot that are on record, and whether one of them is a success. */
async function readHistory(
  tx: Transaction,
  routineId: string,
  slot: Date,
): Promise<{ attempts: number; hasSucceeded: boolean }> {
  const [row] = await tx
    .select({
      attempts: sql<number>`coalesce(max(${routineRuns.attempt}), 0)::integer`,
      hasSucceeded: sql<boolean>`coalesce(bool_or(${routineRuns.status} = 'SUCCESS'), false)`,
    })
    .from(routineRuns)
    .where(and(eq(routineRuns.routineId, routineId), eq(routineRuns.scheduledFor, slot)));
  return row ?? { attempts: 0, hasSucceeded: false };
}

/** Writes the FAIL of a slot whose attempts were all abandoned. Returns the id of its row. */
async function giveUp(
  tx: Transaction,
  run: {
    replay: Replay;
    routine: { id: string; workspaceId: string };
    slot: Date;
    attempt: number;
    attempts: number;
    missedBy: string | null;
  },
): Promise<string> {
  const id = crypto.randomUUID();
  const { replay, routine, slot, missedBy } = run;
  await supersedeOutcome(tx, [{ id, routineId: routine.id, slot, missedBy }]);
  await tx.execute(sql`
    insert into ${routineRuns} (
      id, workspace_id, routine_id, triggered_by, status, error_code, error_message, scheduled_for,
      attempt, finished_at, replay_id
    ) values (
      ${id}, ${routine.workspaceId}, ${routine.id}, 'REPLAY', 'FAIL', 'ABANDONED',
      ${`No worker finished this slot in ${run.attempts} attempts of the replay, so it was given up.`},
      ${slot.toISOString()}, ${run.attempt}, now(), ${replay.id}
    )
  `);
  return id;
}
