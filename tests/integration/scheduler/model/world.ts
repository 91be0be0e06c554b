import { sql } from "drizzle-orm";
import { closeOrphanedRetries, sweepAbandonedRuns } from "@/db/queries/abandon-runs";
import { claimDueRoutines, type Claim } from "@/db/queries/claim-due-routines";
import { claimRoutine } from "@/db/queries/claim-routine";
import { findDueRoutines } from "@/db/queries/find-due-routines";
import { passStartGate } from "@/db/queries/pass-start-gate";
import { recordRuns, type FinishedRun } from "@/db/queries/record-runs";
import { releaseClaims } from "@/db/queries/release-claims";
import { routines, runsInFlight } from "@/db/schema";
import { ValidationError } from "@/lib/domain/errors";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { guarantee } from "@/tests/integration/scheduler/model/guarantee";
import {
  checkHistoryStands,
  checkInvariants,
  isOutcome,
  type Baseline,
} from "@/tests/integration/scheduler/model/invariants";
import type {
  Change,
  Operation,
  Outcome,
  Settings,
  Worker,
} from "@/tests/integration/scheduler/model/operations";
import {
  LEASE_MS,
  offsetMs,
  SchedulerModel,
  SLACK_MS,
  type ModelClaim,
  type ModelRoutine,
} from "@/tests/integration/scheduler/model/scheduler-model";
import { isSameSeries, MINUTE_MS, scheduleInput } from "@/tests/integration/scheduler/model/series";
import {
  describeRun,
  takeSnapshot,
  time,
  type Snapshot,
  type Summary,
} from "@/tests/integration/scheduler/model/snapshot";
import type { VirtualClock } from "@/tests/integration/scheduler/model/virtual-clock";
import { runResult } from "@/tests/support/run-result";
import type { TestWorkspace } from "@/tests/support/test-workspace";

/**
 * Plays a story against a database and the model, and holds every step of it to the invariants and
 * to the model.
 */

/** Years from any real clock, and just before a full hour. */
const START_MS = Date.parse("2040-05-01T09:58:40.000Z");

const LEASE_SECONDS = LEASE_MS / 1000;
const SLACK_SECONDS = SLACK_MS / 1000;
const MANY = 1_000;

/** Rounds in which one worker must have finished with whatever others left behind. */
const DRAIN_ROUNDS = 12;
const DRAIN_BATCHES = 10;

/** A claim as its worker holds it, and as the model does. */
type Held = { worker: Worker; claim: Claim; model: ModelClaim; baseline: Baseline };

export class World {
  readonly #model = new SchedulerModel();
  readonly #baselines = new Map<string, Baseline>();
  readonly #finishedSlots = new Set<string>();
  #held: Held[] = [];
  #now = START_MS;
  #ids = 0;
  #snapshot: Snapshot = { now: START_MS, routines: [], runs: [] };

  constructor(
    private readonly workspace: TestWorkspace,
    private readonly clock: VirtualClock,
  ) {}

  get #db() {
    return this.workspace.context.db;
  }

  /** Plays it all, and then lets one worker clear up. */
  async play(first: readonly Settings[], story: readonly Operation[]): Promise<void> {
    await this.#db.delete(routines);
    await this.clock.set(START_MS);
    for (const settings of first) await this.#step({ op: "create", settings });
    for (const operation of story) await this.#step(operation);
    await this.#drain();
  }

  async #step(operation: Operation): Promise<void> {
    await this.#perform(operation);
    const before = this.#snapshot;
    this.#snapshot = await takeSnapshot(this.#db);
    checkInvariants(this.#snapshot, this.#baselines);
    checkHistoryStands(before, this.#snapshot, {
      closesRetries: operation.op === "close orphaned retries",
    });
    this.#compare();
    for (const run of this.#snapshot.runs) {
      if (isOutcome(run)) this.#finishedSlots.add(slotKey(run.routineId, run.scheduledFor));
    }
  }

  async #perform(operation: Operation): Promise<void> {
    switch (operation.op) {
      case "claim":
        await this.#claim(operation.worker, operation.limit);
        return;
      case "run manually":
        return this.#runByHand(operation.worker, operation.routine);
      case "pass the gate":
        return this.#passGate(operation.claim, operation.neededSeconds);
      case "record":
        return this.#record(operation.results);
      case "release":
        return this.#release(operation.claims);
      case "crash":
        this.#held = this.#held.filter(({ worker }) => worker !== operation.worker);
        return;
      case "sweep":
        return this.#sweep(operation.limit);
      case "close orphaned retries":
        return this.#closeOrphanedRetries();
      case "create":
        return this.#create(operation.settings);
      case "edit":
        return this.#edit(operation.routine, operation.change);
      case "delete":
        return this.#delete(operation.routine);
      case "wait":
        return this.#waitUntil(this.#now + operation.ms);
      case "wait until due": {
        const routine = this.#routine(operation.routine);
        if (routine === undefined) return;
        const due = Math.max(routine.dueAt ?? 0, routine.nextSlot);
        return this.#waitUntil(due + operation.andMs);
      }
      case "wait for the lease": {
        const leaseEndsAt = this.#claimAt(operation.claim)?.model.routine.leaseEndsAt;
        if (leaseEndsAt == null) return;
        return this.#waitUntil(leaseEndsAt + operation.andMs);
      }
    }
  }

  #routine(index: number): ModelRoutine | undefined {
    const { routines: all } = this.#model;
    return all[all.length - 1 - (index % all.length)];
  }

  #claimAt(index: number): Held | undefined {
    return this.#held[this.#held.length - 1 - (index % this.#held.length)];
  }

  #claimsAt(indexes: readonly number[]): Held[] {
    return [...new Set(indexes.flatMap((index) => this.#claimAt(index) ?? []))];
  }

  /** Time only goes forward. */
  async #waitUntil(ms: number): Promise<void> {
    if (ms <= this.#now) return;
    this.#now = ms;
    await this.clock.set(ms);
  }

  /** An id that does not depend on chance: jitter and backoff are derived from ids. */
  #nextId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, "0")}`;
  }

  async #create(settings: Settings): Promise<void> {
    const { context } = this.workspace;
    const created = await createRoutine(context, {
      name: "Modelled",
      endpoint_url: "http://127.0.0.1:8080/",
      ...scheduleInput(settings.series),
      max_attempts: settings.maxAttempts,
      misfire_policy: settings.misfirePolicy,
    });
    const id = this.#nextId();
    // Its log refers to the id that it had.
    await this.#db.execute(sql`delete from routine_events where routine_id = ${created.id}`);
    await this.#db.execute(sql`update routines set id = ${id} where id = ${created.id}`);
    const routine = this.#model.create(id, settings, this.#now);
    this.#baselines.set(id, { slot: routine.nextSlot, earlierRuns: new Set() });
    await this.#edit(0, { what: "jitter", seconds: settings.jitterSeconds });
  }

  async #edit(index: number, change: Change): Promise<void> {
    const routine = this.#routine(index);
    if (routine === undefined) return;
    const { input, changed } = this.#inputOf(change);
    const was = { slot: routine.nextSlot, series: routine.settings.series };
    const wasActive = routine.isActive;
    const isExpected = this.#model.edit(routine, changed, this.#now);
    const isAccepted = await updateRoutine(this.workspace.context, routine.id, input).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ValidationError) return false;
        throw error;
      },
    );
    guarantee(
      isAccepted === isExpected,
      "an edit past the end or beyond a rule is refused, any other is not",
      {
        change,
        isAccepted,
      },
    );
    const isRebased =
      routine.nextSlot !== was.slot ||
      (isExpected && !isSameSeries(routine.settings.series, was.series));
    if (isRebased || (isExpected && routine.isActive && !wasActive)) this.#rebase(routine);
  }

  /** Slots are counted from here on. */
  #rebase(routine: ModelRoutine): void {
    const earlierRuns = this.#snapshot.runs
      .filter((run) => run.routineId === routine.id)
      .map((run) => run.id);
    this.#baselines.set(routine.id, {
      slot: routine.nextSlot,
      earlierRuns: new Set(earlierRuns),
    });
  }

  /** A change as the verb takes it, and as the model does. */
  #inputOf(change: Change) {
    switch (change.what) {
      case "series":
        return { input: scheduleInput(change.series), changed: { series: change.series } };
      case "jitter":
        return {
          input: { jitter_seconds: change.seconds },
          changed: { jitterSeconds: change.seconds },
        };
      case "end": {
        const endsAt = change.inMinutes === null ? null : this.#now + change.inMinutes * MINUTE_MS;
        return { input: { ends_at: endsAt === null ? null : time(endsAt) }, changed: { endsAt } };
      }
      case "attempts":
        return { input: { max_attempts: change.max }, changed: { maxAttempts: change.max } };
      case "misfire":
        return {
          input: { misfire_policy: change.policy },
          changed: { misfirePolicy: change.policy },
        };
      case "active":
        return { input: { is_active: change.active }, changed: { isActive: change.active } };
    }
  }

  async #delete(index: number): Promise<void> {
    const routine = this.#routine(index);
    if (routine === undefined) return;
    await deleteRoutine(this.workspace.context, routine.id);
    this.#model.delete(routine);
  }

  /** Returns how many routines were looked at, and what was claimed. */
  async #claim(worker: Worker, limit: number): Promise<{ considered: number; held: Held[] }> {
    const { groups } = await findDueRoutines(this.#db, {
      slackSeconds: SLACK_SECONDS,
      depth: MANY,
      workspaceIds: [],
    });
    const batch = await claimDueRoutines(this.#db, {
      workerId: worker,
      routineIds: groups.flatMap(({ ids }) => ids).slice(0, limit),
      leaseSeconds: LEASE_SECONDS,
      slackSeconds: SLACK_SECONDS,
    });
    for (const claim of batch.claims) this.#checkClaim(claim);
    const expected = this.#model.claim(limit, this.#now);
    const summary = (from: typeof batch | typeof expected, tokens: string[]) => ({
      missed: from.missed,
      abandoned: from.abandoned,
      failed: from.failed,
      considered: from.considered,
      claims: tokens.sort(),
    });
    const is = summary(
      batch,
      batch.claims.map((claim) =>
        describeClaim(claim.routine.id, {
          ...claim,
          token: claim.leaseToken,
          slot: claim.slot?.getTime() ?? null,
        }),
      ),
    );
    const shouldBe = summary(
      expected,
      expected.claims.map((claim) => describeClaim(claim.routine.id, claim)),
    );
    guarantee(
      JSON.stringify(is) === JSON.stringify(shouldBe),
      "a claim takes the latest slot of what is due, no more and no less",
      { is, shouldBe },
    );
    const held: Held[] = [];
    for (const model of expected.claims) {
      const claim = batch.claims.find((each) => each.routine.id === model.routine.id);
      if (claim !== undefined) held.push(await this.#hold(worker, claim, model));
    }
    return { considered: batch.considered, held };
  }

  /** What the invariants say of a claim, before the model is asked. */
  #checkClaim(claim: Claim): void {
    const { routine, slot, startedAt } = claim;
    const previous = this.#snapshot.routines.find(({ id }) => id === routine.id);
    guarantee(previous !== undefined && slot !== null, "what is claimed is there, and due", claim);
    guarantee(
      previous.lockUntil === null || previous.lockUntil <= startedAt,
      "a live lease is never taken",
      { previous, claim },
    );
    guarantee(
      claim.leaseToken > previous.leaseToken,
      "every claim has a token of its own, higher than any before",
      { previous, claim },
    );
    guarantee(
      !this.#finishedSlots.has(slotKey(routine.id, slot)),
      "a finished slot is never due again",
      claim,
    );
    const model = this.#model.find(routine.id);
    const jitteredSlot = slot.getTime() + (model === undefined ? 0 : offsetMs(model));
    const dueAt = previous.dueAt?.getTime() ?? 0;
    // An edit of the jitter does not put off a further attempt that waits already.
    const isNextSlot = slot.getTime() === previous.nextRunAt.getTime();
    const startsAt = Math.max(isNextSlot ? slot.getTime() : jitteredSlot, dueAt);
    guarantee(
      startedAt.getTime() === this.#now && startsAt <= this.#now + SLACK_MS,
      "nothing starts earlier than the slack",
      { startedAt, startsAt: time(startsAt) },
    );
    guarantee(
      claim.lagMs === Math.max(0, this.#now - Math.max(jitteredSlot, dueAt)),
      "lag is counted from when the run was due",
      claim,
    );
  }

  async #hold(worker: Worker, claim: Claim, model: ModelClaim): Promise<Held> {
    const runId = this.#nextId();
    await this.#db.execute(sql`update ${runsInFlight} set id = ${runId} where id = ${claim.runId}`);
    const baseline = this.#baselines.get(claim.routine.id);
    guarantee(baseline !== undefined, "what is claimed was created by the story", claim);
    const held = { worker, claim: { ...claim, runId }, model, baseline };
    this.#held.push(held);
    return held;
  }

  async #runByHand(worker: Worker, index: number): Promise<void> {
    const routine = this.#routine(index);
    if (routine === undefined) return;
    const claim = await claimRoutine(this.#db, {
      workspaceId: this.workspace.context.workspaceId,
      routineId: routine.id,
      leaseSeconds: LEASE_SECONDS,
      workerId: worker,
    });
    const expected = this.#model.claimByHand(routine, this.#now).claim;
    guarantee(
      claim?.leaseToken === expected?.token,
      "a manual run takes the lease, unless one is live",
      { claim, expected: expected?.token ?? null },
    );
    if (claim !== null && expected !== null) await this.#hold(worker, claim, expected);
  }

  async #passGate(index: number, neededSeconds: number): Promise<void> {
    const held = this.#claimAt(index);
    if (held === undefined) return;
    const { claim, model } = held;
    const verdicts = await passStartGate(this.#db, [{ claim, neededSeconds }], LEASE_SECONDS);
    const expected = this.#model.passGate(model, neededSeconds * 1000, this.#now);
    guarantee(
      verdicts.get(claim.runId)?.verdict === expected,
      "the gate is passed only by a claim that no other worker has had, of a routine as it was claimed",
      { claim, verdict: verdicts.get(claim.runId), expected },
    );
  }

  async #record(chosen: readonly { claim: number; outcome: Outcome }[]): Promise<void> {
    const results = new Map<Held, Outcome>();
    for (const { claim, outcome } of chosen) {
      const held = this.#claimAt(claim);
      if (held !== undefined) results.set(held, outcome);
    }
    if (results.size > 0) await this.#recordResults(results);
  }

  async #recordResults(results: ReadonlyMap<Held, Outcome>): Promise<void> {
    const report = await recordRuns(
      this.#db,
      Array.from(results, ([{ claim }, outcome]) => toFinishedRun(claim, outcome)),
    );
    const after = await takeSnapshot(this.#db);
    if (report.recorded.size === 0) {
      guarantee(
        JSON.stringify(after) === JSON.stringify(this.#snapshot),
        "a fenced result changes nothing",
        { before: this.#snapshot, after },
      );
    }
    for (const [{ claim, model }, outcome] of results) {
      const isRecorded = report.recorded.has(claim.runId);
      guarantee(
        isRecorded === this.#model.isRecordable(model),
        "a result is recorded only while its run is in flight under its token",
        { claim, isRecorded },
      );
      const retryAt = report.toRetry.has(claim.runId)
        ? (after.routines.find(({ id }) => id === claim.routine.id)?.dueAt?.getTime() ?? 0)
        : null;
      const range = this.#model.retryRange(model, outcome, this.#now);
      if (!isRecorded) {
        guarantee(retryAt === null, "a fenced result is not followed by another attempt", claim);
        continue;
      }
      guarantee(
        retryAt === null
          ? !range.isSure
          : range.isPossible && retryAt >= range.earliest && retryAt <= range.latest + 1,
        "a temporary failure is retried after the backoff, before the next slot",
        { claim, outcome, range, retryAt: retryAt === null ? null : time(retryAt) },
      );
      this.#model.record(model, outcome, retryAt);
    }
  }

  async #release(indexes: readonly number[]): Promise<void> {
    const held = this.#claimsAt(indexes);
    await releaseClaims(
      this.#db,
      held.map(({ claim }) => claim),
      "STOPPED",
    );
    for (const { claim, model, baseline } of held) {
      const { isRestored } = this.#model.release(model);
      if (isRestored) this.#baselines.set(claim.routine.id, baseline);
    }
  }

  async #sweep(limit: number): Promise<void> {
    const swept = await sweepAbandonedRuns(this.#db, limit);
    const sweepable = this.#model.sweepable(this.#now);
    guarantee(
      swept === Math.min(limit, sweepable.length),
      "the sweep closes the runs of dead leases, and no others",
      { swept, sweepable: sweepable.map(({ id }) => id) },
    );
    const { runs } = await takeSnapshot(this.#db);
    const running = new Set(
      runs.filter((run) => run.status === "RUNNING").map((run) => run.routineId),
    );
    for (const routine of sweepable) {
      if (!running.has(routine.id)) this.#model.sweep(routine);
    }
  }

  async #closeOrphanedRetries(): Promise<void> {
    const closed = await closeOrphanedRetries(this.#db, MANY);
    guarantee(
      closed === this.#model.closeOrphanedRetries(),
      "a failure becomes final only where no retry can follow",
      { closed },
    );
  }

  /** Whatever others left behind, one worker and a sweep finish it. */
  async #drain(): Promise<void> {
    for (let round = 0; round < DRAIN_ROUNDS; round += 1) {
      await this.#step({ op: "wait", ms: LEASE_MS * 2 ** round });
      await this.#step({ op: "sweep", limit: MANY });
      for (let batch = 0; batch < DRAIN_BATCHES; batch += 1) {
        const { considered, held } = await this.#claim("worker-a", 3);
        await this.#step({ op: "wait", ms: 0 });
        if (considered === 0) break;
        if (held.length === 0) continue;
        await this.#recordResults(new Map(held.map((each) => [each, { status: "SUCCESS" }])));
        await this.#step({ op: "wait", ms: 0 });
      }
      await this.#step({ op: "close orphaned retries" });
      const runs = this.#snapshot.runs;
      const left = runs.filter((run) => run.status === "RUNNING");
      guarantee(
        left.length === 0 && !this.#model.isAnythingLeft(this.#now),
        "after any crashes, one worker and a sweep drain everything",
        { left },
      );
      if (!this.#model.isRetryWaiting()) return;
    }
    guarantee(false, "every slot gets its outcome in bounded time", this.#snapshot);
  }

  /** The model and the database agree. */
  #compare(): void {
    const { now, routines: rows, runs } = this.#snapshot;
    guarantee(now === this.#now, "the database goes by the clock of the test", { now: time(now) });
    const is = rows.map((routine): Summary => ({
      id: routine.id,
      isActive: routine.isActive,
      nextSlot: time(routine.nextRunAt.getTime()),
      dueAt: routine.dueAt === null ? null : time(routine.dueAt.getTime()),
      token: routine.leaseToken,
      leaseEndsAt: routine.lockUntil === null ? null : time(routine.lockUntil.getTime()),
      runs: runs
        .filter((run) => run.routineId === routine.id)
        .map((run) =>
          describeRun({
            ...run,
            slot: run.scheduledFor?.getTime() ?? null,
            token: run.leaseToken,
          }),
        )
        .sort(),
    }));
    const shouldBe = this.#model.routines
      .map((routine): Summary => ({
        id: routine.id,
        isActive: routine.isActive,
        nextSlot: time(routine.nextSlot),
        dueAt: routine.dueAt === null ? null : time(routine.dueAt),
        token: routine.token,
        leaseEndsAt: routine.leaseEndsAt === null ? null : time(routine.leaseEndsAt),
        runs: routine.runs.map(describeRun).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    guarantee(
      JSON.stringify(is) === JSON.stringify(shouldBe),
      "the history and the schedule are what the story makes them",
      { is, shouldBe },
    );
  }
}

const slotKey = (routineId: string, slot: Date | null) =>
  `${routineId} ${slot?.toISOString() ?? "manual"}`;

function describeClaim(
  routineId: string,
  claim: { slot: number | null; attempt: number; missedSlots: number; token: number },
): string {
  return `${routineId} ${describeRun({ ...claim, status: "RUNNING", willRetry: false })}`;
}

function toFinishedRun(claim: Claim, outcome: Outcome): FinishedRun {
  const isSuccess = outcome.status === "SUCCESS";
  return {
    claim,
    waitedMs: 3,
    result: runResult({
      status: outcome.status,
      httpStatus: isSuccess ? 200 : outcome.isPassing ? 503 : 404,
      errorCode: isSuccess ? null : "HTTP_STATUS",
      retryAfterSeconds: isSuccess ? null : outcome.retryAfterSeconds,
    }),
  };
}
