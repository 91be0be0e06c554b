import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { abandonRunsOf } from "@/db/queries/abandon-runs";
import { transactionTime } from "@/db/queries/database-now";
import { isStillDue } from "@/db/queries/find-due-routines";
import type { Routine } from "@/db/queries/routine-columns";
import { routineRuns, routines } from "@/db/schema";
import { dueHorizon, scheduleOf } from "@/lib/domain/schedule/schedule";
import { planClaim, type ClaimPlan, type SlotAttempt } from "@/lib/domain/slots/claim-plan";
import { dueAtOf, jitterOffsetSeconds } from "@/lib/domain/slots/spread";
import { toWire } from "@/lib/domain/wire";

/** A lease on a routine and the RUNNING run that was written with it. */
export type Claim = {
  routine: Routine;
  runId: string;
  leaseToken: number;
  /** Null for a manual run. */
  slot: Date | null;
  attempt: number;
  missedSlots: number;
  /** By the database's clock. */
  startedAt: Date;
  /** Milliseconds since it was due; null for a manual run. */
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

const dueTime = sql`greatest(${routines.dueAt}, ${routines.nextRunAt})`;

type Planned = { routine: Routine; plan: ClaimPlan | { action: "pause" } };

type FoundRow = Omit<SlotAttempt, "slot"> & { slot: string; routineId: string };

/**
 * Closes the RUNNING runs that expired leases left behind, and reads the rows that the due slots
 * have after that, by routine.
 */
async function abandonAndFindSlotRows(
  tx: Transaction,
  due: readonly Routine[],
): Promise<{ abandoned: number; slotRows: Map<string, SlotAttempt[]> }> {
  const ids = due.map((routine) => routine.id);
  // All parts of a statement see the rows as they were before it, so the select still finds RUNNING
  // the runs that the update turns into ABANDONED.
  const [found] = await tx.execute<{ abandoned: number; rows: FoundRow[] }>(sql`
    with abandoned as (${abandonRunsOf(ids)})
    select (select count(*)::integer from abandoned) as abandoned, coalesce(jsonb_agg(
      jsonb_build_object(
        'routineId', o.routine_id, 'slot', o.scheduled_for, 'attempt', o.attempt,
        'status', case o.status when 'RUNNING' then 'ABANDONED' else o.status end,
        'willRetry', o.will_retry
      )
    ), '[]') as rows
    from ${routineRuns} as o
    join ${routines} as t on t.id = o.routine_id
    where o.routine_id in (
      select id::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as ids(id)
    ) and o.scheduled_for >= t.next_run_at
  `);
  const rows = (found?.rows ?? []).map((row) => ({ ...row, slot: new Date(row.slot) }));
  const slotRows = Map.groupBy(rows, ({ routineId }) => routineId);
  return { abandoned: found?.abandoned ?? 0, slotRows };
}

/**
 * Claims those of the given routines that are still due in one short transaction, the oldest first,
 * and writes their RUNNING runs: a request is in the history before it is sent.
 *
 * Guarantees: a routine is claimed by one worker only (`for update skip locked`, then an UPDATE
 * that checks again that the lease is free); every claim raises the fencing token; a RUNNING run
 * that an expired lease left behind becomes ABANDONED first, so a routine never has two; slots that
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
    const ids = sql`select id::uuid from jsonb_array_elements_text(${JSON.stringify(options.routineIds)}::jsonb) as ids(id)`;
    const locked = await tx
      .select({ routine: getTableColumns(routines), now: transactionTime })
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

    const { abandoned, slotRows } = await abandonAndFindSlotRows(tx, due);
    batch.abandoned = abandoned;
    const planned = due.map((routine): Planned => {
      try {
        const plan = planClaim({
          ...routine,
          schedule: scheduleOf(routine),
          offsetSeconds: jitterOffsetSeconds(routine.id, routine.jitterSeconds),
          now,
          horizon,
          rows: slotRows.get(routine.id) ?? [],
        });
        return { routine, plan };
      } catch (error) {
        if (error instanceof RangeError) return { routine, plan: { action: "pause" } };
        throw error;
      }
    });

    await closeSlots(tx, planned, now, batch);
    batch.claims = await leaseAndStart(tx, planned, now, options);
    batch.missed += batch.claims.reduce((sum, claim) => sum + claim.missedSlots, 0);
    return batch;
  });
}

/** Writes the rows of slots that end without a request, and moves their routines on. */
async function closeSlots(
  tx: Transaction,
  planned: readonly Planned[],
  now: Date,
  batch: ClaimBatch,
): Promise<void> {
  const rows: (typeof routineRuns.$inferInsert)[] = [];
  for (const { routine, plan } of planned) {
    if (plan.action === "run") continue;
    await tx
      .update(routines)
      .set({
        lockUntil: null,
        lockedBy: null,
        ...(plan.action === "pause" || plan.action === "end"
          ? { isActive: false }
          : { nextRunAt: plan.nextRunAt, dueAt: dueAtOf(routine, plan.nextRunAt) }),
      })
      .where(eq(routines.id, routine.id));
    if (plan.action === "move_on" || plan.action === "end") continue;
    const base = {
      workspaceId: routine.workspaceId,
      routineId: routine.id,
      triggeredBy: "SCHEDULE" as const,
      finishedAt: now,
    };
    if (plan.action === "pause") {
      batch.failed += 1;
      rows.push({
        ...base,
        status: "FAIL",
        errorCode: "INTERNAL",
        errorMessage:
          "The schedule of this routine cannot be read, so it was paused. Save a valid schedule, then resume it.",
        scheduledFor: routine.nextRunAt,
        attempt: 1,
      });
      continue;
    }
    batch.missed += plan.missedSlots + (plan.action === "miss" ? 1 : 0);
    batch.failed += plan.action === "give_up" ? 1 : 0;
    rows.push({
      ...base,
      status: plan.action === "miss" ? "MISSED" : "FAIL",
      ...(plan.action === "give_up" && {
        errorCode: "ABANDONED" as const,
        errorMessage: `No worker finished this slot in ${plan.attempt - 1} attempts, so it was given up.`,
      }),
      scheduledFor: plan.slot,
      attempt: plan.attempt,
      missedSlots: plan.missedSlots,
    });
  }
  if (rows.length > 0) await tx.insert(routineRuns).values(rows).onConflictDoNothing();
}

/** The due time of a slot's run in milliseconds, after jitter or for a retry. */
function dueTimeOf(routine: Routine, slot: Date): number {
  const dueAt = dueAtOf(routine, slot) ?? slot;
  return Math.max(dueAt.getTime(), routine.dueAt?.getTime() ?? 0);
}

/**
 * Takes the leases and writes their RUNNING runs in one statement, so that a routine without a
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
    attempt: plan.attempt,
    missedSlots: plan.missedSlots,
    startedAt: now,
    lagMs: Math.min(LONGEST_LAG_MS, Math.max(0, now.getTime() - dueTimeOf(routine, plan.slot))),
  }));
  const runs = JSON.stringify(
    claims.map(({ routine, ...claim }) => ({ routine_id: routine.id, ...toWire(claim) })),
  );
  const started = await tx.execute<{ id: string; lease_token: string }>(sql`
    with leased as (
      update ${routines} as r
      set next_run_at = c.slot,
          lock_until = now() + make_interval(secs => ${options.leaseSeconds}),
          locked_by = ${options.workerId},
          lease_token = r.lease_token + 1
      from jsonb_to_recordset(${runs}::jsonb) as c(
        routine_id uuid, run_id uuid, slot timestamptz, attempt integer, missed_slots integer,
        started_at timestamptz, lag_ms integer
      )
      where r.id = c.routine_id and r.is_active and (r.lock_until is null or r.lock_until <= now())
      returning r.workspace_id, r.lease_token, r.locked_by, c.*
    )
    insert into ${routineRuns} (
      id, workspace_id, routine_id, triggered_by, status, scheduled_for, attempt, missed_slots,
      lease_token, worker_id, started_at, lag_ms
    )
    select run_id, workspace_id, routine_id, 'SCHEDULE', 'RUNNING', slot, attempt, missed_slots,
      lease_token, locked_by, started_at, lag_ms
    from leased
    returning id, lease_token
  `);
  const tokens = new Map(started.map((row) => [row.id, Number(row.lease_token)]));
  return claims.flatMap((claim): Claim[] => {
    const leaseToken = tokens.get(claim.runId);
    return leaseToken === undefined ? [] : [{ ...claim, leaseToken }];
  });
}
