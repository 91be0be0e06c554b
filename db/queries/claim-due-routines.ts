import { and, asc, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { abandonRuns } from "@/db/queries/abandon-runs";
import { transactionTime } from "@/db/queries/database-now";
import { isStillDue } from "@/db/queries/find-due-routines";
import { claimedColumns, type ClaimedRoutine } from "@/db/queries/routine-columns";
import { routineRuns, routines, runsInFlight } from "@/db/schema";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { dueHorizon, scheduleOf } from "@/lib/domain/schedule/schedule";
import { planClaim, type ClaimPlan, type SlotAttempt } from "@/lib/domain/slots/claim-plan";
import { isPastEnd } from "@/lib/domain/slots/routine-slots";
import { dueAtOf, jitterOffsetSeconds } from "@/lib/domain/slots/spread";
import { toWire } from "@/lib/domain/wire";

/** A lease on a routine, and the run in flight that was written with it. */
export type Claim = {
  routine: ClaimedRoutine;
  runId: string;
  leaseToken: number;
  /** Null for a manual run. */
  slot: Date | null;
  /** Null where it isn't of a replay. `missedBy` is the run that counted the slot as passed over. */
  replay: { missedBy: string | null } | null;
  attempt: number;
  missedSlots: number;
  /** By the database's clock. */
  startedAt: Date;
  /** Milliseconds since it was due; null for a manual run, and for a replay. */
  lagMs: number | null;
};

type ClaimBatch = {
  claims: Claim[];
  /** Slots that were passed over or skipped. */
  missed: number;
  /** Runs of expired leases that this claim closed. */
  abandoned: number;
  /** Slots closed as FAIL without a request. */
  failed: number;
  /** Rows that were locked: those that are still due and that nobody else has locked. */
  considered: number;
};

/**
 * The longest recorded lag in milliseconds (23 days): the column is an integer, and the wait for a
 * place is added to it.
 */
const LONGEST_LAG_MS = 2_000_000_000;

/** More rows than the slots of a claim have. With a limit they are looked up one routine at a time. */
const MOST_SLOT_ROWS = 1_000;

const dueTime = sql`greatest(${routines.dueAt}, ${routines.nextRunAt})`;

type Planned = { routine: ClaimedRoutine; plan: ClaimPlan | { action: "pause" } };

type FoundRow = Omit<SlotAttempt, "slot"> & { slot: string; routineId: string };

/** The rows that the due slots have in the history, by routine. */
async function findSlotRows(
  tx: Transaction,
  due: readonly ClaimedRoutine[],
): Promise<Map<string, SlotAttempt[]>> {
  const slots = JSON.stringify(due.map((routine) => toWire(routine, ["id", "nextRunAt"])));
  const [found] = await tx.execute<{ rows: FoundRow[] }>(sql`
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'routineId', o.routine_id, 'slot', o.scheduled_for, 'attempt', o.attempt,
        'status', o.status, 'willRetry', o.will_retry
      )
    ), '[]') as rows
    from json_to_recordset(${slots}::json) as due(id uuid, next_run_at timestamptz)
    cross join lateral (
      select * from ${routineRuns} as o
      where o.routine_id = due.id and o.scheduled_for >= due.next_run_at
      order by o.scheduled_for desc limit ${MOST_SLOT_ROWS}
    ) as o
  `);
  const rows = (found?.rows ?? []).map((row) => ({ ...row, slot: new Date(row.slot) }));
  return Map.groupBy(rows, ({ routineId }) => routineId);
}

/**
 * The plan for one due routine. Whatever its row holds concerns this routine alone: where its slots
 * cannot be told, it is paused.
 */
function planOf(
  routine: ClaimedRoutine,
  at: { now: Date; horizon: Date; rows: readonly SlotAttempt[] },
): Planned {
  try {
    const plan = planClaim({
      ...routine,
      ...at,
      schedule: scheduleOf(routine),
      offsetSeconds: jitterOffsetSeconds(routine.id, routine.jitterSeconds),
    });
    return { routine, plan };
  } catch {
    return { routine, plan: { action: "pause" } };
  }
}

/**
 * Claims those of the given routines that are still due in one short transaction, the oldest first,
 * and puts their runs in flight: a request is on record before it is sent.
 *
 * Guarantees: a routine is claimed by one worker only (`for update skip locked`, then an UPDATE
 * that checks again that the lease is free); every claim raises the fencing token; a run that an
 * expired lease left in flight becomes ABANDONED first, so a routine never has two; slots that
 * are passed over are counted or recorded. A routine whose schedule cannot be read gets a FAIL row
 * and is paused, so that it cannot hold up the others.
 */
export function claimDueRoutines(
  db: Database,
  options: {
    routineIds: readonly string[];
    slackSeconds: number;
    leaseSeconds: number;
    workerId: string;
  },
): Promise<ClaimBatch> {
  return db.transaction(async (tx) => {
    const batch: ClaimBatch = { claims: [], missed: 0, abandoned: 0, failed: 0, considered: 0 };
    const ids = sql`select id::uuid from json_array_elements_text(${JSON.stringify(options.routineIds)}::json) as ids(id)`;
    const locked = await tx
      .select({
        routine: claimedColumns,
        now: transactionTime,
        // What follows reads the history by its indexes: it may have been empty when it was analyzed.
        seqScan: sql`set_config('enable_seqscan', 'off', true)`,
      })
      .from(routines)
      .where(and(sql`${routines.id} = any (array(${ids}))`, isStillDue(options.slackSeconds)))
      .orderBy(asc(dueTime))
      .for("update", { skipLocked: true });
    const [first] = locked;
    if (first === undefined) return batch;
    const { now } = first;
    const horizon = dueHorizon(now, options.slackSeconds);
    const due = locked.map(({ routine }) => routine);
    batch.considered = due.length;

    // An expired lease that nobody cleared: its run is still in flight.
    const leftBehind = due.filter(({ lockedBy }) => lockedBy !== null);
    batch.abandoned = await abandonRuns(tx, leftBehind);
    const slotRows = await findSlotRows(tx, due);
    const planned = due.map((routine) =>
      planOf(routine, { now, horizon, rows: slotRows.get(routine.id) ?? [] }),
    );

    await closeSlots(tx, planned, batch);
    batch.claims = await leaseAndStart(tx, planned, now, options);
    batch.missed += batch.claims.reduce((sum, claim) => sum + claim.missedSlots, 0);
    return batch;
  });
}

/** What closing a slot does to its routine, and the row that it writes, if any. */
type Closing = {
  /** Null where it stays. */
  nextRunAt: Date | null;
  dueAt: Date | null;
  staysActive: boolean;
  status: "MISSED" | "FAIL" | null;
  errorCode: RunErrorCode | null;
  errorMessage: string | null;
  slot: Date;
  attempt: number;
  missedSlots: number;
};

function closingOf({ routine, plan }: Planned): Closing | null {
  const closed: Closing = {
    nextRunAt: null,
    dueAt: null,
    staysActive: false,
    status: null,
    errorCode: null,
    errorMessage: null,
    slot: routine.nextRunAt,
    attempt: 1,
    missedSlots: 0,
  };
  if (plan.action === "run") return null;
  if (plan.action === "end") return closed;
  if (plan.action === "pause") {
    return {
      ...closed,
      status: "FAIL",
      errorCode: "INTERNAL",
      errorMessage:
        "The schedule of this routine cannot be read, so it was paused. Save a valid schedule, then resume it.",
    };
  }
  const dueAt = dueAtOf(routine, plan.nextRunAt);
  const staysActive = !isPastEnd({ ...routine, schedule: scheduleOf(routine) }, plan.nextRunAt);
  const moved = { ...closed, nextRunAt: plan.nextRunAt, dueAt, staysActive };
  if (plan.action === "move_on") return moved;
  const { slot, attempt, missedSlots } = plan;
  if (plan.action === "miss") return { ...moved, status: "MISSED", slot, attempt, missedSlots };
  return {
    ...moved,
    ...{ status: "FAIL", errorCode: "ABANDONED", slot, attempt, missedSlots },
    errorMessage: `No worker finished this slot in ${attempt - 1} attempts, so it was given up.`,
  };
}

/** Writes the rows of slots that end without a request, and moves their routines on. */
async function closeSlots(
  tx: Transaction,
  planned: readonly Planned[],
  batch: ClaimBatch,
): Promise<void> {
  const closings = planned.flatMap((each) => {
    const closing = closingOf(each);
    return closing === null ? [] : [{ ...toWire(each.routine, ["id", "workspaceId"]), closing }];
  });
  if (closings.length === 0) return;
  for (const { closing } of closings) {
    batch.missed += closing.missedSlots + (closing.status === "MISSED" ? 1 : 0);
    batch.failed += closing.status === "FAIL" ? 1 : 0;
  }
  const rows = closings.map(({ closing, ...routine }) => ({ ...routine, ...toWire(closing) }));
  await tx.execute(sql`
    with closing as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as c(
        id uuid, workspace_id uuid, next_run_at timestamptz, due_at timestamptz,
        stays_active boolean, status text, error_code text, error_message text, slot timestamptz,
        attempt integer, missed_slots integer
      )
    ), moved as (
      update ${routines} as r
      set lock_until = null, locked_by = null, is_active = r.is_active and c.stays_active,
          next_run_at = coalesce(c.next_run_at, r.next_run_at),
          due_at = case when c.next_run_at is null then r.due_at else c.due_at end
      from closing as c
      where r.id = c.id
    )
    insert into ${routineRuns} (
      workspace_id, routine_id, triggered_by, status, error_code, error_message, scheduled_for,
      attempt, missed_slots, finished_at, in_maintenance
    )
    select workspace_id, id, 'SCHEDULE', status, error_code, error_message, slot, attempt,
      missed_slots, now(), coalesce((
        select r.maintenance_from <= closing.slot and r.maintenance_until > closing.slot
        from ${routines} as r where r.id = closing.id
      ), false)
    from closing
    where status is not null
    on conflict do nothing
  `);
}

/** The due time of a slot's run in milliseconds, after jitter or for a retry. */
function dueTimeOf(routine: ClaimedRoutine, slot: Date): number {
  const dueAt = dueAtOf(routine, slot) ?? slot;
  // No number for an infinite date, which a member may write.
  const heldUntilMs = routine.dueAt?.getTime() ?? 0;
  return Math.max(dueAt.getTime(), Number.isNaN(heldUntilMs) ? 0 : heldUntilMs);
}

/**
 * Takes the leases and puts their runs in flight in one statement, so that a routine without a
 * lease gets no run either.
 */
async function leaseAndStart(
  tx: Transaction,
  planned: readonly Planned[],
  now: Date,
  options: { leaseSeconds: number; workerId: string },
): Promise<Claim[]> {
  const toRun = planned.flatMap(({ routine, plan }) =>
    plan.action === "run" ? [{ routine, plan }] : [],
  );
  if (toRun.length === 0) return [];
  const claims = toRun.map(({ routine, plan }) => ({
    routine,
    runId: crypto.randomUUID(),
    slot: plan.slot,
    replay: null,
    attempt: plan.attempt,
    missedSlots: plan.missedSlots,
    startedAt: now,
    lagMs: Math.min(LONGEST_LAG_MS, Math.max(0, now.getTime() - dueTimeOf(routine, plan.slot))),
  }));
  const runs = JSON.stringify(
    claims.map(({ routine, replay, ...claim }) => ({ routine_id: routine.id, ...toWire(claim) })),
  );
  const started = await tx.execute<{ id: string; lease_token: string }>(sql`
    with leased as (
      update ${routines} as r
      set next_run_at = c.slot,
          lock_until = now() + make_interval(secs => ${options.leaseSeconds}),
          locked_by = ${options.workerId},
          lease_token = r.lease_token + 1
      from json_to_recordset(${runs}::json) as c(
        routine_id uuid, run_id uuid, slot timestamptz, attempt integer, missed_slots integer,
        started_at timestamptz, lag_ms integer
      )
      where r.id = c.routine_id and r.is_active and (r.lock_until is null or r.lock_until <= now())
      returning r.workspace_id, r.lease_token, r.locked_by, c.*
    )
    insert into ${runsInFlight} (
      id, workspace_id, routine_id, triggered_by, scheduled_for, attempt, missed_slots, lease_token,
      worker_id, started_at, lag_ms
    )
    select run_id, workspace_id, routine_id, 'SCHEDULE', slot, attempt, missed_slots, lease_token,
      locked_by, started_at, lag_ms
    from leased
    returning id, lease_token
  `);
  const tokens = new Map(started.map((row) => [row.id, Number(row.lease_token)]));
  return claims.flatMap((claim): Claim[] => {
    const leaseToken = tokens.get(claim.runId);
    return leaseToken === undefined ? [] : [{ ...claim, leaseToken }];
  });
}
