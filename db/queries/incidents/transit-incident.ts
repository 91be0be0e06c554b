import { eq, sql } from "drizzle-orm";
import { asServiceFor, type Claims, type Database, type Transaction } from "@/db/client";
import { holdIncident } from "@/db/queries/incidents/hold-incidents";
import { insertTransitions, updateIncidents } from "@/db/queries/incidents/write-incidents";
import { incidentEvents, incidents } from "@/db/schema";
import {
  afterPerson,
  type ActionRefusal,
  type IncidentAction,
} from "@/lib/domain/incidents/after-person";
import { notificationDueAt } from "@/lib/domain/incidents/due-at";
import type { Transition } from "@/lib/domain/incidents/incident-machine";
import type { IncidentSource } from "@/lib/domain/incidents/incident-options";

/** The database's time now: later than every run that was decided on before the lock was granted. */
async function timeUnderLock(tx: Transaction): Promise<Date> {
  const [row] = await tx.execute<{ ms: number }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  if (row === undefined) throw new Error("The database returned no time.");
  return new Date(row.ms);
}

/**
 * Does to an incident what a person asks, in one transaction with its timeline and the outbox. A note
 * without a transition is an entry of its own; nothing is written where there is neither. Returns why
 * it can't be done, or the transition: null where the incident was in that state already.
 *
 * The caller has checked that the person may do it: this is the service's connection.
 */
export function transitIncident(
  db: Database,
  request: {
    workspaceId: string;
    incidentId: string;
    action: IncidentAction;
    source: IncidentSource;
    /** Null for a link, which is nobody's. */
    claims: Claims | null;
    note: string | null;
  },
): Promise<{ refusal: "NOT_FOUND" | ActionRefusal } | { transition: Transition | null }> {
  const { workspaceId, incidentId, action, source, claims, note } = request;
  const actorId = claims?.sub ?? null;
  return asServiceFor(db, claims, async (tx) => {
    const held = await holdIncident(tx, workspaceId, incidentId);
    if (held === null) return { refusal: "NOT_FOUND" };
    const at = await timeUnderLock(tx);
    const decision = afterPerson(held.progress, action, at);
    if ("refusal" in decision) return decision;
    const { transition, next } = decision;
    if (transition === null) {
      if (note !== null) {
        await tx
          .insert(incidentEvents)
          .values({ workspaceId, incidentId, type: "note", at, source, actorId, note });
      }
      return { transition };
    }
    await updateIncidents(tx, [{ id: incidentId, progress: next, newest: null }]);
    if (transition === "acknowledged") {
      await tx
        .update(incidents)
        .set({ acknowledgedBy: actorId })
        .where(eq(incidents.id, incidentId));
    }
    await insertTransitions(tx, [
      {
        workspaceId,
        incidentId,
        ...{ routineId: held.routineId, source, actorId, note, at },
        ...{ type: transition, transition: next.transitions, runId: null },
        ...{ event: decision.event, quiet: decision.quiet },
        snoozedUntil: transition === "snoozed" ? next.snoozedUntil : null,
        dueAt: notificationDueAt(transition, at, null),
      },
    ]);
    return { transition };
  });
}
