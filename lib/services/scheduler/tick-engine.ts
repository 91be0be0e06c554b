import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import type { RunResult } from "@/db/queries/record-runs";
import { releaseClaims } from "@/db/queries/release-claims";
import { claimReplaySlot } from "@/db/queries/replays/claim-replay-slot";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { stopping } from "@/lib/services/orderly-stop";
import { DatabasePause } from "@/lib/services/scheduler/database-pause";
import { DueReader } from "@/lib/services/scheduler/due-reader";
import { executeClaim } from "@/lib/services/scheduler/execute-claim";
import { FadingSum } from "@/lib/services/scheduler/fading-sum";
import { HeldClaim } from "@/lib/services/scheduler/held-claim";
import type { Linger } from "@/lib/services/scheduler/linger";
import { placesOf, type Hold, type Places } from "@/lib/services/scheduler/places";
import { recordResults, type FinishedClaim } from "@/lib/services/scheduler/record-results";
import { StartGate } from "@/lib/services/scheduler/start-gate";
import type { Choice } from "@/lib/services/scheduler/waiting-routines";

/**
 * Keeps the places of a worker full, with one question to the database and one record in flight at
 * a time.
 *
 * The engine reads what is due, chooses who starts next, and claims no more than can start now. Only
 * as far as its places are measured to become free within moments does it claim ahead, so that no
 * place waits for the database. It reads again when it has run out, when the next routine is due,
 * and every second, because something may have become due for others. Runs that finish while a batch
 * is recorded, or within a moment of each other, are recorded together, so batches grow with the load.
 *
 * A transient error of the database pauses it. When it is stopped, or the database fails, nothing
 * more is claimed or started: waiting claims are released, and requests in flight are finished and
 * recorded.
 */

/** The most results that one transaction records. */
const RECORD_LIMIT = 500;

/** While requests are in flight, fewer results than these wait so long for others to be recorded with. */
const RECORD_AT = 200;
const RECORD_WAIT_MS = 50;

/** Claims are made ahead for the places that become free within this time. */
const AHEAD_SECONDS = 0.25;
/** A claim that waited this long for its place is released, unless its routine was before. */
const LONGEST_WAIT_MS = 2 * SECOND_MS;

/** The runs of a tick by outcome, and the lag of each. */
type TickCounts = typeof noCounts & { lagsMs: number[] };

const noCounts = {
  claimed: 0,
  succeeded: 0,
  failed: 0,
  missed: 0,
  abandoned: 0,
};

/** A claim that waits for its place; one that is kept does so as long as its lease allows. */
type ReadyClaim = { held: HeldClaim; hold: Hold; isKept: boolean };

const isLate = ({ held, isKept }: ReadyClaim, nowMs: number) =>
  isKept ? held.leaseEndsAtMs - nowMs < LONGEST_WAIT_MS : held.waitedMs() > LONGEST_WAIT_MS;

export class TickEngine {
  readonly counts: TickCounts = { ...noCounts, lagsMs: [] };
  readonly #context: SchedulerContext;
  readonly #isStopped: () => boolean;
  readonly #gate: StartGate;
  readonly #linger: Linger | null;
  readonly #pause: DatabasePause;
  readonly #endsAtMs: number;
  readonly #places: Places;
  readonly #reader: DueReader;
  #ready: ReadyClaim[] = [];
  readonly #unsent: ReadyClaim[] = [];
  readonly #finished: FinishedClaim[] = [];
  #haveWaited = false;
  #recordTimer: NodeJS.Timeout | undefined;
  /** Requests in flight. */
  #sending = 0;
  #isAsking = false;
  #isRecording = false;
  /** The requests that ended within the last second. */
  readonly #ended = new FadingSum(SECOND_MS);
  #mayClaimAhead = true;
  #hasClaimedSinceRead = false;
  #timer: NodeJS.Timeout | undefined;
  #isPumpQueued = false;
  #failure: { error: unknown } | null = null;
  #end: (() => void) | null = null;

  /**
   * `isStopped` is asked before each claim and each start. With a `linger` the engine stays for what
   * falls due later. It makes no claim ahead that could still wait at `endsAtMs`.
   */
  constructor(
    context: SchedulerContext,
    isStopped: () => boolean,
    {
      linger = null,
      pause = new DatabasePause(),
      endsAtMs = Infinity,
    }: { linger?: Linger | null; pause?: DatabasePause; endsAtMs?: number } = {},
  ) {
    this.#context = context;
    this.#isStopped = isStopped;
    this.#gate = new StartGate(context);
    this.#linger = linger;
    this.#pause = pause;
    this.#endsAtMs = endsAtMs;
    this.#places = placesOf(context.scheduler.workerId);
    this.#reader = new DueReader(context, this.#places, { mayLinger: linger !== null });
  }

  /**
   * Runs until nothing is due or it is stopped, with nothing left in flight.
   * @throws the first error of the database that isn't transient, after everything has settled.
   */
  async run(): Promise<TickCounts> {
    const pumpSoon = () => this.#pumpSoon();
    const stopListening = this.#places.onFree(pumpSoon);
    const leaveLine = this.#places.join({
      leastUsage: (nowMs) => (this.#mayGoOn ? this.#reader.waiting.leastUsage(nowMs) : Infinity),
    });
    stopping.addEventListener("abort", pumpSoon);
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      this.#pump();
    });
    this.#end = null;
    stopping.removeEventListener("abort", pumpSoon);
    stopListening();
    leaveLine();
    if (this.#failure !== null) throw this.#failure.error;
    return this.counts;
  }

  /** Milliseconds until the next routine is due, as far as this tick knows; null where none is. */
  get nextDueMs(): number | null {
    const leftMs = this.#reader.nextDueAtMs - performance.now();
    return leftMs === Infinity ? null : Math.max(0, Math.round(leftMs));
  }

  /** Something of this tick is in flight, waits for a place or for its record. */
  get isBusy(): boolean {
    return !this.#isAtRest;
  }

  get #mayGoOn(): boolean {
    return this.#failure === null && !this.#isStopped();
  }

  /** Nothing of this tick is in flight, waits for a place or for its record. */
  get #isAtRest(): boolean {
    const claims = this.#ready.length + this.#unsent.length + this.#sending + this.#finished.length;
    return claims === 0 && !this.#isAsking && !this.#isRecording;
  }

  get #isRecordDue(): boolean {
    const count = this.#finished.length;
    return count >= RECORD_AT || (count > 0 && (this.#haveWaited || this.#sending === 0));
  }

  #finish(finished: FinishedClaim): void {
    this.#finished.push(finished);
    if (this.#finished.length > 1) return;
    this.#recordTimer = setTimeout(() => {
      this.#haveWaited = true;
      this.#pump();
    }, RECORD_WAIT_MS);
  }

  /** Requests that end at the same moment are followed up together. */
  #pumpSoon(): void {
    if (this.#isPumpQueued) return;
    this.#isPumpQueued = true;
    setImmediate(() => {
      this.#isPumpQueued = false;
      this.#pump();
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#end === null) return;
    this.#startReady();
    if (!this.#isRecording && this.#isRecordDue) void this.#record();
    if (!this.#isAsking) this.#askNext();
  }

  #startReady(): void {
    const nowMs = performance.now();
    this.#ready = this.#ready.filter((claim) => {
      if (isLate(claim, nowMs) || !this.#mayGoOn) {
        // Places are not free as soon as was measured.
        this.#mayClaimAhead = false;
        this.#giveBack(claim);
        return false;
      }
      if (!this.#places.start(claim.hold, this.#context.scheduler, nowMs)) return true;
      this.#start(claim);
      return false;
    });
  }

  /** Asks the database for what is needed next, or waits, or ends the tick. */
  #askNext(): void {
    const question = this.#nextQuestion();
    if (typeof question === "function") this.#ask(question);
    else if (question === "end") this.#end?.();
    else this.#timer = setTimeout(() => this.#pump(), Math.ceil(question));
  }

  /** What to ask the database; or the milliseconds to wait, at most; or the end of the tick. */
  #nextQuestion(): (() => Promise<void>) | number | "end" {
    const nowMs = performance.now();
    const mayGoOn = this.#mayGoOn;
    const pauseMs = this.#pause.leftMs(nowMs);
    if (mayGoOn && pauseMs > 0) return pauseMs;
    if (this.#unsent.length > 0) return () => this.#release();
    if (!mayGoOn) return this.#isAtRest ? "end" : LONGEST_WAIT_MS;

    const choices = this.#choose(nowMs);
    if (choices.length > 0) return () => this.#claim(choices);

    const { waiting, hasRunOut, nextDueAtMs, readAgainAtMs } = this.#reader;
    const isIdle = this.#isAtRest && waiting.isEmpty;
    const readAtMs = isIdle ? nextDueAtMs : Math.min(nextDueAtMs, readAgainAtMs);
    const isReadDue = nowMs >= readAtMs || (this.#hasClaimedSinceRead && (isIdle || hasRunOut));
    if (isReadDue) return () => this.#read();
    if (!isIdle) return readAtMs - nowMs;

    const linger = this.#linger;
    if (linger === null || readAtMs - nowMs >= linger.leftMs(nowMs)) return "end";
    const keepMs = linger.keepAtMs - nowMs;
    if (keepMs <= 0) return () => this.#keepLingering(linger);
    return Math.min(readAtMs - nowMs, keepMs, linger.leftMs(nowMs));
  }

  #ask(question: () => Promise<void>): void {
    this.#isAsking = true;
    question()
      .then(
        () => this.#pause.end(),
        (error: unknown) => {
          // What it was asked for is read again.
          this.#reader.nextDueAtMs = 0;
          this.#meet(error);
        },
      )
      .finally(() => {
        this.#isAsking = false;
        this.#pump();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** Pauses at a transient error of the database, and stops at any other. */
  #meet(error: unknown): void {
    if (!this.#pause.begin(error, performance.now())) this.#fail(error);
  }

  #fail(error: unknown): void {
    log.error({ err: error }, "the scheduler cannot reach its database");
    this.#failure ??= { error };
  }

  #choose(nowMs: number): Choice[] {
    const { maxConcurrency, batchLimit } = this.#context.scheduler;
    const soonFree = Math.floor(this.#ended.at(nowMs) * AHEAD_SECONDS);
    const mayClaimAhead = this.#mayClaimAhead && nowMs < this.#endsAtMs - LONGEST_WAIT_MS;
    const ahead = mayClaimAhead ? Math.min(maxConcurrency, soonFree) : 0;
    const isFull = this.#places.running >= maxConcurrency;
    if (isFull && this.#ready.length > ahead / 2) return [];
    return this.#reader.waiting.choose({ ahead, limit: batchLimit, nowMs });
  }

  async #read(): Promise<void> {
    await this.#reader.read();
    this.#hasClaimedSinceRead = false;
  }

  async #claim(choices: readonly Choice[]): Promise<void> {
    const { db, scheduler } = this.#context;
    const own = choices.filter(({ replayId }) => replayId === null);
    const holds = new Map(own.map(({ routineId, hold }) => [routineId, hold]));
    const asked = holds.size;
    const replayed = choices.filter(({ replayId }) => replayId !== null);
    try {
      if (asked === 0) return;
      const sentAtMs = performance.now();
      const batch = await claimDueRoutines(db, {
        ...scheduler,
        slackSeconds: this.#reader.slackSeconds,
        routineIds: Array.from(holds.keys()),
      });
      this.counts.claimed += batch.claims.length;
      this.counts.missed += batch.missed;
      this.counts.abandoned += batch.abandoned;
      this.counts.failed += batch.failed;
      if (batch.considered > 0) this.#hasClaimedSinceRead = true;
      this.#reader.waiting.isContended = 2 * batch.considered < asked;
      for (const claim of batch.claims) {
        const hold = holds.get(claim.routine.id);
        if (hold === undefined) continue;
        holds.delete(claim.routine.id);
        const held = new HeldClaim(claim, sentAtMs, scheduler.leaseSeconds);
        this.#ready.push({ held, hold, isKept: false });
      }
    } finally {
      for (const hold of holds.values()) this.#free(hold, null);
      await this.#claimReplays(replayed);
    }
  }

  /** Claims the slots of replays, once the routines that are due have been claimed. */
  async #claimReplays(choices: readonly Choice[]): Promise<void> {
    const { db, scheduler } = this.#context;
    const holds = new Set(choices.map(({ hold }) => hold));
    try {
      for (const { routineId, replayId, hold } of choices) {
        if (replayId === null) continue;
        const sentAtMs = performance.now();
        const claim = await claimReplaySlot(db, { replayId, routineId }, scheduler);
        this.#hasClaimedSinceRead = true;
        if (claim === null) continue;
        this.counts.claimed += 1;
        holds.delete(hold);
        const held = new HeldClaim(claim, sentAtMs, scheduler.leaseSeconds);
        this.#ready.push({ held, hold, isKept: false });
      }
    } finally {
      for (const hold of holds) this.#free(hold, null);
    }
  }

  #free(hold: Hold, result: RunResult | null): void {
    this.#places.end(hold, result, this.#context.scheduler, performance.now());
  }

  async #keepLingering(linger: Linger): Promise<void> {
    const nextDueMs = await linger.keep();
    this.#reader.nextDueAtMs = performance.now() + (nextDueMs ?? Infinity);
  }

  #start(ready: ReadyClaim): void {
    const { held, hold } = ready;
    this.#sending += 1;
    executeClaim(this.#context, held, this.#gate)
      .then(
        (run) => {
          this.#sending -= 1;
          if (run !== null) {
            if (held.claim.lagMs !== null) {
              this.counts.lagsMs.push(held.claim.lagMs + run.waitedMs);
            }
            this.#finish({ held, run });
            this.#ended.add(1, performance.now());
          }
          this.#free(hold, run?.result ?? null);
        },
        (error: unknown) => {
          this.#sending -= 1;
          // Nothing was sent, because the start gate could not ask.
          this.#giveBack(ready);
          this.#meet(error);
        },
      )
      .catch((error: unknown) => this.#fail(error));
  }

  async #record(): Promise<void> {
    this.#isRecording = true;
    clearTimeout(this.#recordTimer);
    const batch = this.#finished.splice(0, RECORD_LIMIT);
    this.#haveWaited = this.#finished.length > 0;
    try {
      const { recorded, toRetry } = await recordResults(this.#context.db, batch, (error) =>
        this.#meet(error),
      );
      for (const { held, run } of batch) {
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
      this.#pump();
    }
  }

  /** Has a claim released that was never started. Its place is free at once. */
  #giveBack(claim: ReadyClaim): void {
    this.#unsent.push(claim);
    this.#free(claim.hold, null);
  }

  /**
   * Releases the claims that were never started. While the tick goes on, one is kept where its routine
   * would be released twice in a row: others had their chance. At the end, those that cannot be
   * released are left to the sweep.
   */
  async #release(): Promise<void> {
    const unsent = this.#unsent.splice(0);
    const release = (claims: readonly ReadyClaim[], onlyOnce: boolean) => {
      const held = claims.map(({ held: { claim } }) => claim);
      return releaseClaims(this.#context.db, held, "STOPPED", { onlyOnce });
    };
    const mayKeep = this.#mayGoOn;
    const late = unsent.filter(({ isKept }) => mayKeep && !isKept);
    const others = unsent.filter(({ isKept }) => !mayKeep || isKept);
    let kept: ReadonlySet<string>;
    try {
      kept = await release(late, true);
      await release(others, false);
    } catch (error) {
      if (this.#mayGoOn) this.#unsent.push(...unsent);
      throw error;
    }
    for (const { held, hold } of unsent) {
      if (kept.has(held.claim.runId)) {
        const { lane, route } = hold;
        this.#ready.unshift({ held, hold: this.#places.hold(lane, route), isKept: true });
      } else {
        this.counts.claimed -= 1;
        this.counts.missed -= held.claim.missedSlots;
      }
    }
  }
}
