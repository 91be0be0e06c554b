import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import { findDueWorkspaces } from "@/db/queries/pick-due-routines";
import { releaseClaims } from "@/db/queries/release-claims";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { executeClaim, HeldClaim } from "@/lib/services/scheduler/execute-claim";
import { InFlightCounts } from "@/lib/services/scheduler/in-flight";
import { recordResults, type FinishedClaim } from "@/lib/services/scheduler/record-results";
import { StartGate } from "@/lib/services/scheduler/start-gate";

/**
 * Keeps `maxConcurrency` places full with one claim and one record in flight at a time.
 *
 * Up to `maxConcurrency` claims wait for a place, so that a place never waits for the database. A
 * claim that waited long renews its lease at the start gate. Runs that finish while a batch is
 * recorded go into the next one, so batches grow with the load. When the budget is spent, the
 * process stops, or the database fails, nothing more is claimed or started: waiting claims are
 * released, and requests in flight are finished and recorded.
 */

/** The most results that one transaction records. */
const RECORD_LIMIT = 500;

/** The most workspaces waiting behind a herd that one look-up finds. */
const WAITING_LIMIT = 100;

/**
 * The look-up of waiting workspaces takes at most this share of the time, and has a shortest
 * interval.
 */
const LOOK_UP_SHARE = 0.05;
const LOOK_UP_EVERY_MS = 1_000;

/** The runs of a tick by outcome, and the lag of each. */
type TickCounts = typeof noCounts & { lagsMs: number[] };

const noCounts = { claimed: 0, succeeded: 0, failed: 0, missed: 0, abandoned: 0 };

export class TickEngine {
  readonly counts: TickCounts = { ...noCounts, lagsMs: [] };
  readonly #context: SchedulerContext;
  readonly #isStopped: () => boolean;
  readonly #gate: StartGate;
  readonly #inFlight = new InFlightCounts();
  readonly #ready: HeldClaim[] = [];
  readonly #finished: FinishedClaim[] = [];
  /** Requests in flight. */
  #sending = 0;
  #isClaiming = false;
  #isRecording = false;
  /** The last claim found nothing more, and nothing has changed since. */
  #isDrained = false;
  #waitingWorkspaces: readonly string[] = [];
  #nextLookUpAtMs = 0;
  #failure: { error: unknown } | null = null;
  #done: () => void = () => undefined;

  /** `isStopped` is asked before each claim and each start. */
  constructor(context: SchedulerContext, isStopped: () => boolean) {
    this.#context = context;
    this.#gate = new StartGate(context);
    this.#isStopped = isStopped;
  }

  /**
   * Runs until nothing is due or it is stopped, with nothing left in flight.
   * @throws the first error of the database, after everything has settled.
   */
  async run(): Promise<TickCounts> {
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.#pump();
    });
    await this.#releaseWaiting();
    if (this.#failure !== null) throw this.#failure.error;
    return this.counts;
  }

  get #mayGoOn(): boolean {
    return this.#failure === null && !this.#isStopped();
  }

  #pump(): void {
    const { maxConcurrency } = this.#context.scheduler;
    while (this.#mayGoOn && this.#sending < maxConcurrency) {
      const held = this.#ready.shift();
      if (held === undefined) break;
      this.#start(held);
    }
    if (!this.#isRecording && this.#finished.length > 0) void this.#record();
    const isLow = this.#ready.length <= Math.floor(maxConcurrency / 2);
    if (!this.#isClaiming && !this.#isDrained && isLow && this.#mayGoOn) void this.#claim();

    const isIdle = this.#sending === 0 && !this.#isClaiming && !this.#isRecording;
    const hasMore = this.#mayGoOn && (this.#ready.length > 0 || !this.#isDrained);
    if (isIdle && !hasMore && this.#finished.length === 0) this.#done();
  }

  #fail(error: unknown): void {
    log.error({ err: error }, "the scheduler cannot reach its database");
    this.#failure ??= { error };
  }

  async #claim(): Promise<void> {
    this.#isClaiming = true;
    // Set before the claim is sent: a run that ends meanwhile may make more due.
    this.#isDrained = true;
    try {
      const { db, scheduler } = this.#context;
      const room = 2 * scheduler.maxConcurrency - this.#sending - this.#ready.length;
      const limit = Math.min(scheduler.batchLimit, room);
      const sentAtMs = performance.now();
      const batch = await claimDueRoutines(db, {
        ...scheduler,
        limit,
        inFlight: this.#inFlight,
        waitingWorkspaces: this.#waitingWorkspaces,
      });
      this.counts.claimed += batch.claims.length;
      this.counts.missed += batch.missed;
      this.counts.abandoned += batch.abandoned;
      this.counts.failed += batch.failed;
      for (const claim of batch.claims) {
        this.#inFlight.add(claim);
        this.#ready.push(new HeldClaim(claim, sentAtMs, scheduler.leaseSeconds));
      }
      if (batch.considered < limit) return;
      this.#isDrained = false;
      await this.#lookUpWaitingWorkspaces();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isClaiming = false;
      this.#pump();
    }
  }

  async #lookUpWaitingWorkspaces(): Promise<void> {
    const startedAtMs = performance.now();
    if (startedAtMs < this.#nextLookUpAtMs) return;
    const { db, scheduler } = this.#context;
    const found = await findDueWorkspaces(db, { ...scheduler, limit: WAITING_LIMIT });
    this.#waitingWorkspaces = found.length > 1 ? found : [];
    const tookMs = performance.now() - startedAtMs;
    this.#nextLookUpAtMs = startedAtMs + Math.max(LOOK_UP_EVERY_MS, tookMs / LOOK_UP_SHARE);
  }

  #start(held: HeldClaim): void {
    this.#sending += 1;
    executeClaim(this.#context, held, this.#gate)
      .then(
        (run) => {
          if (run === null) {
            this.#inFlight.remove(held.claim);
            return;
          }
          if (held.claim.lagMs !== null) {
            this.counts.lagsMs.push(held.claim.lagMs + run.waitedMs);
          }
          this.#finished.push({ held, run });
        },
        (error: unknown) => {
          this.#inFlight.remove(held.claim);
          this.#fail(error);
        },
      )
      .finally(() => {
        this.#sending -= 1;
        // A place is free, and time has passed: something may be due again.
        this.#isDrained = false;
        this.#pump();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  async #record(): Promise<void> {
    this.#isRecording = true;
    const batch = this.#finished.splice(0, RECORD_LIMIT);
    try {
      const { recorded, toRetry } = await recordResults(this.#context.db, batch, (error) =>
        this.#fail(error),
      );
      for (const { held, run } of batch) {
        this.#inFlight.remove(held.claim);
        if (!recorded.has(held.claim.runId)) {
          log.warn({ run_id: held.claim.runId }, "fenced");
        } else if (run.result.status === "SUCCESS") {
          this.counts.succeeded += 1;
        } else if (!toRetry.has(held.claim.runId)) {
          this.counts.failed += 1;
        }
      }
    } finally {
      this.#isRecording = false;
      // A host at its cap may take more now.
      this.#isDrained = false;
      this.#pump();
    }
  }

  /**
   * Releases the claims that were never started. Those that cannot be released are left to the
   * sweep.
   */
  async #releaseWaiting(): Promise<void> {
    const unsent = this.#ready.splice(0);
    if (unsent.length === 0) return;
    try {
      await releaseClaims(
        this.#context.db,
        unsent.map(({ claim }) => claim),
        "STOPPED",
      );
      this.counts.claimed -= unsent.length;
      for (const { claim } of unsent) this.counts.missed -= claim.missedSlots;
    } catch (error) {
      this.#fail(error);
    }
  }
}
