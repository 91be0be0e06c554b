import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { and, asc, eq, sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { claimRoutine } from "@/db/queries/claim-routine";
import { transitIncident } from "@/db/queries/incidents/transit-incident";
import { recordRuns } from "@/db/queries/record-runs";
import {
  channels,
  incidentEvents,
  incidents,
  incidentSignals,
  notifications,
  routineRuns,
  routines,
} from "@/db/schema";
import type { IncidentAction } from "@/lib/domain/incidents/after-person";
import { defaultAlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { alertEvents, type AlertEvent } from "@/lib/domain/incidents/incident-options";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { decideSignals, type DecisionReport } from "@/lib/services/incidents/decide-signals";
import { RoutineModel } from "@/tests/integration/incidents/model/incident-model";
import {
  policies,
  ROUTINES,
  type Operation,
  type Outcome,
} from "@/tests/integration/incidents/model/operations";
import { createTestRoutine, insertRun, type Row } from "@/tests/support/rows";
import { runResult } from "@/tests/support/run-result";
import { createTestUser } from "@/tests/support/test-database";

const rowOf: Record<Outcome, Row> = {
  good: { status: "SUCCESS", duration_ms: 5 },
  fail: { status: "FAIL", error_code: "TIMEOUT" },
  degraded: { status: "SUCCESS", is_degraded: true, duration_ms: 5 },
  slow: { status: "SUCCESS", duration_ms: 500 },
  missed: { status: "MISSED", missed_slots: 1 },
  retried: { status: "FAIL", will_retry: true },
};

const resultOf = {
  good: runResult(),
  fail: runResult({ status: "FAIL", errorCode: "TIMEOUT" }),
  degraded: runResult({ isDegraded: true }),
  slow: runResult({ durationMs: 500 }),
} as const;

const isRecordable = (outcome: Outcome): outcome is keyof typeof resultOf => outcome in resultOf;

class ProcessDiedError extends Error {
  constructor() {
    super("The process of the decider died.");
    this.name = "ProcessDiedError";
  }
}

/** A database whose transactions die before the statement of this number. */
function mortal(db: Database, statement: number): Database {
  let left = statement;
  return {
    execute: (query: never) => db.execute(query),
    transaction: (work: (tx: unknown) => Promise<unknown>) =>
      db.transaction((tx) =>
        work({
          execute: async (query: never) => {
            left -= 1;
            if (left <= 0) throw new ProcessDiedError();
            return tx.execute(query);
          },
        }),
      ),
  } as unknown as Database;
}

/** A workspace in the database, and what the machine says of the same events. */
export class IncidentWorld {
  readonly #db: Database;
  readonly #models = Array.from({ length: ROUTINES }, () => new RoutineModel());
  readonly #channelEvents = new Map<string, readonly AlertEvent[]>();
  /** The signals that wait, in their order. */
  #waiting: { routine: number; run: RunOutcome }[] = [];
  #workspaceId = "";
  #userId = "";
  #routineIds: string[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  async play(story: readonly Operation[]): Promise<void> {
    await this.#begin();
    for (const operation of story) {
      // Times are whole milliseconds: no two events share one.
      await delay(2);
      await this.#do(operation);
    }
    while (this.#waiting.length > 0) this.#decided(await decideSignals(this.#db, { limit: 50 }));
    await this.#compare();
  }

  async #begin(): Promise<void> {
    const db = this.#db;
    await db.delete(incidentSignals);
    const { workspaceId, userId } = await createTestUser(db);
    this.#workspaceId = workspaceId;
    this.#userId = userId;
    for (let index = 0; index < ROUTINES; index += 1) {
      this.#routineIds.push(await createTestRoutine(db, workspaceId));
    }
    for (const events of [[...alertEvents], ["incident.opened" as const]]) {
      const [channel] = await db
        .insert(channels)
        .values({
          ...{ workspaceId, events, kind: "WEBHOOK", name: "Hook" },
          config: { url: "https://example.com/" },
        })
        .returning({ id: channels.id });
      this.#channelEvents.set(channel?.id ?? "", events);
    }
  }

  async #do(operation: Operation): Promise<void> {
    const db = this.#db;
    switch (operation.type) {
      case "run":
        return this.#run(operation);
      case "policy": {
        const alertPolicy = policies[operation.policy] ?? null;
        this.#model(operation.routine).policy = alertPolicy ?? defaultAlertPolicy;
        await db
          .update(routines)
          .set({ alertPolicy })
          .where(eq(routines.id, this.#id(operation.routine)));
        return;
      }
      case "decide": {
        this.#decided(await decideSignals(db, operation));
        return;
      }
      case "race": {
        const reports = await Promise.all([
          decideSignals(db, operation),
          decideSignals(db, operation),
        ]);
        for (const report of reports) this.#decided(report);
        return;
      }
      case "die": {
        const report = await decideSignals(mortal(db, operation.statement), operation).catch(
          (error: unknown) => {
            if (!(error instanceof ProcessDiedError)) throw error;
          },
        );
        if (report !== undefined) this.#decided(report);
        return;
      }
      case "act":
        return this.#act(operation);
    }
  }

  async #run({ routine, outcome, isInserted }: Operation & { type: "run" }): Promise<void> {
    const run = await (isInserted || !isRecordable(outcome)
      ? this.#insert(routine, outcome)
      : this.#record(routine, outcome));
    const isSignalled =
      (await this.#db.$count(incidentSignals, eq(incidentSignals.runId, run.runId))) > 0;
    if (isSignalled) {
      this.#waiting.push({ routine, run });
      return;
    }
    const isBefore = this.#waiting.some((waiting) => waiting.routine === routine);
    expect(isBefore && !run.willRetry, "an outcome overtook one that waits").toBe(false);
    expect(this.#model(routine).feed(run), "a run that matters was not logged").toBe(false);
  }

  async #insert(routine: number, outcome: Outcome): Promise<RunOutcome> {
    const id = randomUUID();
    const now = new Date().toISOString();
    await this.#db.execute(
      insertRun(
        { workspaceId: this.#workspaceId, routineId: this.#id(routine) },
        {
          ...{ id, created_at: now, finished_at: now, scheduled_for: now },
          ...rowOf[outcome],
        },
      ),
    );
    return this.#readRun(id);
  }

  async #record(routine: number, outcome: keyof typeof resultOf): Promise<RunOutcome> {
    const claim = await claimRoutine(this.#db, {
      ...{ workspaceId: this.#workspaceId, routineId: this.#id(routine) },
      ...{ leaseSeconds: 60, workerId: "model" },
    });
    if (claim === null) throw new Error("The routine could not be claimed.");
    await recordRuns(this.#db, [{ claim, waitedMs: 0, result: resultOf[outcome] }]);
    return this.#readRun(claim.runId);
  }

  async #readRun(id: string): Promise<RunOutcome> {
    const [run] = await this.#db.select().from(routineRuns).where(eq(routineRuns.id, id));
    if (run?.finishedAt == null || run.status === "RUNNING") {
      throw new Error("No run was recorded.");
    }
    return {
      ...{ runId: id, status: run.status, isScheduled: run.scheduledFor !== null, isReplay: false },
      ...{ willRetry: run.willRetry, isDegraded: run.isDegraded, durationMs: run.durationMs },
      ...{ errorCode: run.errorCode, finishedAt: run.finishedAt, missedSlots: run.missedSlots },
      ...{ certificateExpiresAt: run.certificateExpiresAt, inMaintenance: false },
    };
  }

  #decided({ decided }: DecisionReport): void {
    for (const { routine, run } of this.#waiting.splice(0, decided)) this.#model(routine).feed(run);
  }

  async #act({ routine, action }: Operation & { type: "act" }): Promise<void> {
    const model = this.#model(routine);
    const known = model.incidents.find(({ progress }) => progress.state !== "resolved");
    if (known === undefined) return;
    const [row] = await this.#db
      .select({ id: incidents.id })
      .from(incidents)
      .where(
        and(
          eq(incidents.routineId, this.#id(routine)),
          eq(incidents.trigger, known.trigger),
          sql`state <> 'resolved'`,
        ),
      );
    const done: IncidentAction =
      action === "snooze" ? { type: "snooze", minutes: 5 } : { type: action };
    const result = await transitIncident(this.#db, {
      ...{ workspaceId: this.#workspaceId, incidentId: row?.id ?? "", action: done },
      ...{ source: "API", claims: { sub: this.#userId }, note: null },
    });
    expect(result).not.toHaveProperty("refusal");
    const [event] = await this.#db
      .select()
      .from(incidentEvents)
      .where(eq(incidentEvents.incidentId, row?.id ?? ""))
      .orderBy(sql`id desc`)
      .limit(1);
    model.act(known, done, event?.at ?? new Date(NaN));
  }

  /** The database has what the machine says, each transition once, and told once to each that listens. */
  async #compare(): Promise<void> {
    const db = this.#db;
    expect(await db.$count(incidentSignals)).toBe(0);
    for (const [index, model] of this.#models.entries()) {
      const rows = await db
        .select()
        .from(incidents)
        .where(eq(incidents.routineId, this.#id(index)))
        .orderBy(asc(incidents.openedAt), asc(incidents.trigger));
      const expected = model.incidents.toSorted(
        (a, b) =>
          a.progress.openedAt.getTime() - b.progress.openedAt.getTime() ||
          (a.trigger < b.trigger ? -1 : 1),
      );
      expect(rows).toMatchObject(
        expected.map(({ trigger, progress: { isResolvedByHand, ...progress } }) => ({
          trigger,
          ...progress,
        })),
      );
      for (const [place, { id }] of rows.entries()) {
        const transitions = expected[place]?.transitions ?? [];
        const events = await db
          .select({ type: incidentEvents.type, transition: incidentEvents.transition })
          .from(incidentEvents)
          .where(eq(incidentEvents.incidentId, id))
          .orderBy(asc(incidentEvents.id));
        expect(events).toEqual(
          transitions.map(({ transition }, number) => ({
            type: transition,
            transition: number + 1,
          })),
        );
        for (const [channelId, heard] of this.#channelEvents) {
          const { transition, event, skipReason } = notifications;
          const told = await db
            .select({ transition, event, skipReason })
            .from(notifications)
            .where(and(eq(notifications.incidentId, id), eq(notifications.channelId, channelId)))
            .orderBy(asc(transition));
          expect(told).toEqual(
            transitions.flatMap(({ event: made, quiet }, number) =>
              made !== null && heard.includes(made)
                ? [{ transition: number + 1, event: made, skipReason: quiet }]
                : [],
            ),
          );
        }
      }
    }
  }

  #model(routine: number): RoutineModel {
    const model = this.#models[routine];
    if (model === undefined) throw new Error(`There is no routine ${routine}.`);
    return model;
  }

  #id(routine: number): string {
    const id = this.#routineIds[routine];
    if (id === undefined) throw new Error(`There is no routine ${routine}.`);
    return id;
  }
}
