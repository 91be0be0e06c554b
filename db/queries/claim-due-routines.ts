import { and, asc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { abandonRunsOf } from "@/db/queries/abandon-runs";
import { databaseNow } from "@/db/queries/database-now";
import { routineRuns, routines } from "@/db/schema";
import { planClaim, type ClaimPlan, type SlotRow } from "@/lib/domain/claim-plan";
import { scheduleOf } from "@/lib/domain/routine";
import { dueHorizon } from "@/lib/domain/schedule";

export type ClaimedRoutine = typeof routines.$inferSelect;

/** A lease on a routine and the RUNNING run that was written with it. */
export type Claim = {
  routine: ClaimedRoutine;
  runId: string;
  leaseToken: number;
  /** Null for a manual run. */
  slot: Date | null;
  attempt: number;
  missedSlots: number;
  /** By the database's clock. */
  startedAt: Date;
};

export type ClaimBatch = {
  claims: Claim[];
  /** Slots passed over or skipped, in all. */
  missed: number;
  /** Runs of expired leases that this claim closed. */
  abandoned: number;
  /** Slots closed as FAIL without a request. */
  failed: number;
  /** Rows that were due and looked at: fewer than asked for means that nothing else is due now. */
  considered: number;
};

type Planned = { routine: ClaimedRoutine; plan: ClaimPlan | { action: "pause" } };

/** Rows of the history that the slots in question already have, by routine. */
async function findSlotRows(
  tx: Transaction,
  due: readonly ClaimedRoutine[],
): Promise<Map<string, SlotRow[]>> {
  const oldest = due[0]?.nextRunAt;
  const found = new Map<string, SlotRow[]>();
  if (oldest === undefined) return found;
  const rows = await tx
    .select({
      routineId: routineRuns.routineId,
      slot: routineRuns.scheduledFor,
      attempt: routineRuns.attempt,
      status: routineRuns.status,
    })
    .from(routineRuns)
    .innerJoin(routines, eq(routines.id, routineRuns.routineId))
    .where(
      and(
        inArray(
          routineRuns.routineId,
          due.map((routine) => routine.id),
        ),
        sql`${routineRuns.scheduledFor} >= ${routines.nextRunAt}`,
      ),
    );
  for (const { routineId, slot, attempt, status } of rows) {
    if (slot === null) continue;
    const list = found.get(routineId) ?? [];
    list.push({ slot, attempt, status });
    found.set(routineId, list);
  }
  return found;
}

/**
 * Claims up to `limit` due routines in one short transaction, oldest slot first, and writes their
 * RUNNING runs: what will be sent is in the history before it is sent.
 *
 * Guarantees: a routine is claimed by one worker only (`for update skip locked`, then an UPDATE
 * that asks again whether the lease is free); every claim raises the fencing token; a RUNNING run
 * that an expired lease left behind is ABANDONED first, so a routine never has two; slots that are
 * passed over are counted or recorded. A routine whose schedule cannot be read is failed and
 * paused, so that it cannot hold up the rest.
 */
export function claimDueRoutines(
  db: Database,
  options: { limit: number; slackSeconds: number; leaseSeconds: number; workerId: string },
): Promise<ClaimBatch> {
  return db.transaction(async (tx) => {
    const batch: ClaimBatch = { claims: [], missed: 0, abandoned: 0, failed: 0, considered: 0 };
    const now = await databaseNow(tx);
    const horizon = dueHorizon(now, options.slackSeconds);
    const due = await tx
      .select()
      .from(routines)
      .where(
        and(
          eq(routines.isActive, true),
          lte(routines.nextRunAt, horizon),
          or(isNull(routines.lockUntil), lte(routines.lockUntil, now)),
        ),
      )
      .orderBy(asc(routines.nextRunAt))
      .limit(options.limit)
      .for("update", { skipLocked: true });
    batch.considered = due.length;
    if (due.length === 0) return batch;

    batch.abandoned = await abandonRunsOf(
      tx,
      due.map((routine) => routine.id),
    );
    const slotRows = await findSlotRows(tx, due);
    const planned = due.map((routine): Planned => {
      try {
        const plan = planClaim({
          schedule: scheduleOf(routine),
          misfirePolicy: routine.misfirePolicy,
          nextRunAt: routine.nextRunAt,
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
        ...(plan.action === "pause" ? { isActive: false } : { nextRunAt: plan.nextRunAt }),
      })
      .where(eq(routines.id, routine.id));
    if (plan.action === "move_on") continue;
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
  const slots = JSON.stringify(
    toRun.map(({ routine, plan }) => ({ id: routine.id, slot: plan.slot.toISOString() })),
  );
  const leased = await tx.execute<{ id: string; lease_token: string }>(sql`
    update ${routines} as r
    set next_run_at = c.slot,
        lock_until = now() + make_interval(secs => ${options.leaseSeconds}),
        locked_by = ${options.workerId},
        lease_token = r.lease_token + 1
    from jsonb_to_recordset(${slots}::jsonb) as c(id uuid, slot timestamptz)
    where r.id = c.id and r.is_active and (r.lock_until is null or r.lock_until <= now())
    returning r.id, r.lease_token
  `);
  const tokens = new Map(leased.map((row) => [row.id, Number(row.lease_token)]));
  const claims = toRun.flatMap(({ routine, plan }): Claim[] => {
    const leaseToken = tokens.get(routine.id);
    if (leaseToken === undefined) return [];
    return [
      {
        routine,
        runId: crypto.randomUUID(),
        leaseToken,
        slot: plan.slot,
        attempt: plan.attempt,
        missedSlots: plan.missedSlots,
        startedAt: now,
      },
    ];
  });
  await insertRunningRuns(tx, claims, options.workerId);
  return claims;
}

/** Writes the RUNNING runs of fresh leases, in the transaction that took them. */
export async function insertRunningRuns(
  tx: Transaction,
  claims: readonly Claim[],
  workerId: string,
): Promise<void> {
  if (claims.length === 0) return;
  await tx.insert(routineRuns).values(
    claims.map((claim) => ({
      id: claim.runId,
      workspaceId: claim.routine.workspaceId,
      routineId: claim.routine.id,
      triggeredBy: claim.slot === null ? ("MANUAL" as const) : ("SCHEDULE" as const),
      status: "RUNNING" as const,
      scheduledFor: claim.slot,
      attempt: claim.attempt,
      missedSlots: claim.missedSlots,
      leaseToken: claim.leaseToken,
      workerId,
      startedAt: claim.startedAt,
    })),
  );
}
