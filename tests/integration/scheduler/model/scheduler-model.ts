import type { GateVerdict } from "@/db/queries/pass-start-gate";
import { jitterOffsetSeconds } from "@/lib/domain/slots/spread";
import type { Outcome, Settings } from "@/tests/integration/scheduler/model/operations";
import {
  following,
  isSameSeries,
  MINUTE_MS,
  slotsUpTo,
  starting,
  type Series,
} from "@/tests/integration/scheduler/model/series";

/**
 * A model of the scheduler for one caller at a time and in memory: the protocol of the project once
 * more, in plain steps. It gets what happened, computes the result, and is then compared with the
 * database. Times are milliseconds since 1970.
 */

export const SLACK_MS = 3_000;
export const LEASE_MS = 45_000;
const MISFIRE_GRACE_MS = 120_000;
const STRIKES = 3;

type ModelRun = {
  /** Null for a manual run. */
  slot: number | null;
  attempt: number;
  status: "RUNNING" | "SUCCESS" | "FAIL" | "ABANDONED" | "MISSED";
  willRetry: boolean;
  missedSlots: number;
  /** Null where nothing was claimed. */
  token: number | null;
};

export type ModelRoutine = {
  id: string;
  settings: Settings;
  endsAt: number | null;
  isActive: boolean;
  /** How often its settings have changed. */
  revision: number;
  nextSlot: number;
  dueAt: number | null;
  token: number;
  leaseEndsAt: number | null;
  runs: ModelRun[];
};

export type ModelClaim = {
  routine: ModelRoutine;
  run: ModelRun;
  token: number;
  slot: number | null;
  attempt: number;
  missedSlots: number;
  /** What the routine was when it was claimed. */
  before: { nextSlot: number; series: Series; revision: number };
};

export type ModelBatch = {
  claims: ModelClaim[];
  missed: number;
  abandoned: number;
  failed: number;
  considered: number;
};

/** What an attempt that fails may be followed by, since the delay is partly chance. */
export type RetryRange = { earliest: number; latest: number; isPossible: boolean; isSure: boolean };

const isOutcome = (run: ModelRun) =>
  !run.willRetry && ["SUCCESS", "FAIL", "MISSED"].includes(run.status);

export class SchedulerModel {
  readonly routines: ModelRoutine[] = [];

  find(id: string): ModelRoutine | undefined {
    return this.routines.find((routine) => routine.id === id);
  }

  /** A new routine has no jitter: that depends on an id, which it then has. */
  create(id: string, settings: Settings, now: number): ModelRoutine {
    const routine: ModelRoutine = {
      id,
      settings: { ...settings, jitterSeconds: 0 },
      endsAt: null,
      isActive: true,
      revision: 0,
      nextSlot: starting(settings.series, now),
      dueAt: null,
      token: 0,
      leaseEndsAt: null,
      runs: [],
    };
    this.routines.push(routine);
    return routine;
  }

  delete(routine: ModelRoutine): void {
    this.routines.splice(this.routines.indexOf(routine), 1);
  }

  /** Whether the edit is allowed; where it is not, nothing changes. */
  edit(
    routine: ModelRoutine,
    change: Partial<Settings> & { endsAt?: number | null; isActive?: boolean },
    now: number,
  ): boolean {
    const { endsAt = routine.endsAt, isActive = routine.isActive, ...changed } = change;
    const settings = { ...routine.settings, ...changed };
    if (settings.jitterSeconds > longestJitterSeconds(settings.series)) return false;
    let slot = rescheduled(routine, settings.series, now);
    if (isActive && !routine.isActive) {
      while (slot <= now) slot = following(settings.series, slot);
    }
    if (isActive && endsAt !== null && slot >= endsAt) return false;
    const isSameSlot =
      slot === routine.nextSlot && isSameSeries(settings.series, routine.settings.series);
    const waitsForRetry = routine.dueAt !== dueTime(routine, routine.nextSlot);
    const isKept =
      isSameSlot && (waitsForRetry || settings.jitterSeconds === routine.settings.jitterSeconds);
    const isChanged =
      endsAt !== routine.endsAt || JSON.stringify(settings) !== JSON.stringify(routine.settings);
    if (isChanged) routine.revision += 1;
    Object.assign(routine, { settings, endsAt, isActive, nextSlot: slot });
    if (!isKept) routine.dueAt = dueTime(routine, slot);
    return true;
  }

  /** A claim of up to `limit` routines, those that are due longest first. */
  claim(limit: number, now: number): ModelBatch {
    const due = this.routines
      .filter((routine) => isDue(routine, now))
      .sort((a, b) => dueSince(a) - dueSince(b) || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    const batch: ModelBatch = {
      claims: [],
      missed: 0,
      abandoned: 0,
      failed: 0,
      considered: due.length,
    };
    for (const routine of due) claimOne(routine, now, batch);
    return batch;
  }

  claimByHand(routine: ModelRoutine, now: number): { claim: ModelClaim | null } {
    if (hasLease(routine, now)) return { claim: null };
    abandon(routine);
    return { claim: lease(routine, { slot: null, attempt: 1, missedSlots: 0 }, now) };
  }

  /** What the start gate says of a claim. One that passes has its lease renewed if that is too short. */
  passGate(claim: ModelClaim, neededMs: number, now: number): GateVerdict["verdict"] {
    if (!this.#holds(claim)) return "LOST";
    const { routine, slot, before } = claim;
    if (!routine.isActive && slot !== null) return "PAUSED";
    if (routine.revision !== before.revision) return "EDITED";
    if ((routine.leaseEndsAt ?? 0) <= now + neededMs) routine.leaseEndsAt = leaseEnd(now);
    return "PASS";
  }

  /** Whether a result would be written. */
  isRecordable(claim: ModelClaim): boolean {
    return this.#holds(claim) && claim.run.status === "RUNNING";
  }

  retryRange(claim: ModelClaim, outcome: Outcome, now: number): RetryRange {
    const { routine, slot, attempt } = claim;
    const delay = Math.min(600_000, 10_000 * 2 ** (attempt - 1));
    const asked =
      outcome.status === "FAIL" && outcome.retryAfterSeconds !== null
        ? outcome.retryAfterSeconds * 1000
        : 0;
    const earliest = now + Math.max(asked, delay * 0.5);
    const latest = now + Math.max(asked, delay * 1.5);
    const isWanted =
      outcome.status === "FAIL" &&
      outcome.isPassing &&
      routine.isActive &&
      slot !== null &&
      routine.nextSlot === slot &&
      attempt < routine.settings.maxAttempts;
    const next = slot === null ? 0 : following(routine.settings.series, slot);
    return {
      earliest,
      latest,
      isPossible: isWanted && earliest < next,
      isSure: isWanted && latest < next,
    };
  }

  /** Writes a result that is recordable. `retryAt` is when another attempt is to follow. */
  record(claim: ModelClaim, outcome: Outcome, retryAt: number | null): void {
    const { routine, run, slot } = claim;
    run.status = outcome.status;
    routine.leaseEndsAt = null;
    if (retryAt !== null) {
      run.willRetry = true;
      routine.dueAt = retryAt;
    } else if (slot !== null && routine.nextSlot === slot) {
      moveOn(routine, slot);
    }
  }

  /** Whether the slots that the claim had passed over are open again. */
  release(claim: ModelClaim): { isRestored: boolean } {
    if (!this.#holds(claim)) return { isRestored: false };
    const { routine, run, slot, before } = claim;
    routine.leaseEndsAt = null;
    routine.runs.splice(routine.runs.indexOf(run), 1);
    const isRestored =
      slot !== null &&
      routine.nextSlot === slot &&
      isSameSeries(routine.settings.series, before.series);
    if (isRestored) routine.nextSlot = before.nextSlot;
    return { isRestored };
  }

  /** How many runs a sweep must close, of which it may choose no more than its limit. */
  sweepable(now: number): ModelRoutine[] {
    return this.routines.filter(
      (routine) => !hasLease(routine, now) && routine.runs.some((run) => run.status === "RUNNING"),
    );
  }

  sweep(routine: ModelRoutine): void {
    abandon(routine);
    routine.leaseEndsAt = null;
  }

  /** Makes the failed attempts final that no other can follow any more; returns how many. */
  closeOrphanedRetries(): number {
    let closed = 0;
    for (const routine of this.routines) {
      for (const run of routine.runs) {
        const isLast = !routine.runs.some(
          (later) => later.slot === run.slot && later.attempt > run.attempt,
        );
        const isOrphaned = !routine.isActive || routine.nextSlot !== run.slot;
        if (!run.willRetry || !isLast || !isOrphaned) continue;
        run.willRetry = false;
        closed += 1;
      }
    }
    return closed;
  }

  isAnythingLeft(now: number): boolean {
    return this.routines.some(
      (routine) => isDue(routine, now) || routine.runs.some((run) => run.status === "RUNNING"),
    );
  }

  /** Whether an attempt is still to come that no tick would make now. */
  isRetryWaiting(): boolean {
    return this.routines.some((routine) =>
      routine.runs.some(
        (run) =>
          run.willRetry &&
          !routine.runs.some((later) => later.slot === run.slot && later.attempt > run.attempt),
      ),
    );
  }

  /** The lease still belongs to the claim, live or not: it was not taken, cleared or swept. */
  #holds({ routine, token }: ModelClaim): boolean {
    return (
      this.routines.includes(routine) && routine.token === token && routine.leaseEndsAt !== null
    );
  }
}

export function offsetMs(routine: ModelRoutine): number {
  return jitterOffsetSeconds(routine.id, routine.settings.jitterSeconds) * 1000;
}

function dueTime(routine: ModelRoutine, slot: number): number | null {
  return offsetMs(routine) === 0 ? null : slot + offsetMs(routine);
}

/** A routine starts before its next slot. */
function longestJitterSeconds(series: Series): number {
  return series.minutes * 60 - 1;
}

const dueSince = (routine: ModelRoutine) => Math.max(routine.nextSlot, routine.dueAt ?? 0);

const hasLease = ({ leaseEndsAt }: ModelRoutine, now: number) =>
  leaseEndsAt !== null && leaseEndsAt > now;

const isDue = (routine: ModelRoutine, now: number) =>
  routine.isActive && dueSince(routine) <= now + SLACK_MS && !hasLease(routine, now);

const leaseEnd = (now: number) => now + LEASE_MS;

function abandon(routine: ModelRoutine): number {
  const running = routine.runs.filter((run) => run.status === "RUNNING");
  for (const run of running) run.status = "ABANDONED";
  return running.length;
}

/** A routine rests as soon as its next slot is past its end. */
function moveOn(routine: ModelRoutine, slot: number): void {
  routine.nextSlot = following(routine.settings.series, slot);
  routine.dueAt = dueTime(routine, routine.nextSlot);
  if (routine.endsAt !== null && routine.nextSlot >= routine.endsAt) routine.isActive = false;
}

function rescheduled(routine: ModelRoutine, series: Series, now: number): number {
  const previous = routine.settings.series;
  if (isSameSeries(previous, series)) return routine.nextSlot;
  if (previous.kind === "interval" && series.kind === "interval") {
    const slot = routine.nextSlot + (series.minutes - previous.minutes) * MINUTE_MS;
    if (slot > now) return slot;
  }
  return starting(series, now);
}

function lease(
  routine: ModelRoutine,
  run: { slot: number | null; attempt: number; missedSlots: number },
  now: number,
): ModelClaim {
  const { nextSlot, revision, settings } = routine;
  const before = { nextSlot, revision, series: settings.series };
  routine.token += 1;
  routine.leaseEndsAt = leaseEnd(now);
  if (run.slot !== null) routine.nextSlot = run.slot;
  const running: ModelRun = {
    ...run,
    status: "RUNNING",
    willRetry: false,
    token: routine.token,
  };
  routine.runs.push(running);
  return { routine, run: running, token: routine.token, ...run, before };
}

function claimOne(routine: ModelRoutine, now: number, batch: ModelBatch): void {
  batch.abandoned += abandon(routine);
  const { settings, endsAt, runs } = routine;
  const comes = (slot: number) => endsAt === null || slot < endsAt;
  if (!comes(routine.nextSlot)) {
    routine.isActive = false;
    routine.leaseEndsAt = null;
    return;
  }
  const upTo = now + SLACK_MS - offsetMs(routine);
  const open = [
    routine.nextSlot,
    ...slotsUpTo(settings.series, following(settings.series, routine.nextSlot), upTo),
  ].filter(comes);
  const slot = open.at(-1) ?? routine.nextSlot;
  const runsOf = (other: number) => runs.filter((run) => run.slot === other);
  const attempts = runsOf(slot);
  if (attempts.some(isOutcome)) {
    routine.leaseEndsAt = null;
    moveOn(routine, slot);
    return;
  }
  const run = {
    slot,
    attempt: attempts.length + 1,
    missedSlots: open.filter((other) => other !== slot && runsOf(other).length === 0).length,
  };
  batch.missed += run.missedSlots;
  const close = (status: "FAIL" | "MISSED") => {
    runs.push({ ...run, status, willRetry: false, token: null });
    routine.leaseEndsAt = null;
    moveOn(routine, slot);
  };
  if (attempts.filter(({ status }) => status === "ABANDONED").length >= STRIKES) {
    batch.failed += 1;
    close("FAIL");
  } else if (
    settings.misfirePolicy === "SKIP" &&
    attempts.length === 0 &&
    now - slot - offsetMs(routine) >= MISFIRE_GRACE_MS
  ) {
    batch.missed += 1;
    close("MISSED");
  } else {
    batch.claims.push(lease(routine, run, now));
  }
}
