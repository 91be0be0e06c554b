import { setTimeout as delay } from "node:timers/promises";
import { isTransientError } from "@/db/connections/transient-error";
import { findAlertWork } from "@/db/queries/incidents/alert-work";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import { alertSteps, type AlertSteps } from "@/lib/services/alerts/alert-steps";
import type { SchedulerContext } from "@/lib/services/context";
import { decideSignals } from "@/lib/services/incidents/decide-signals";

/** The most signals that one transaction decides on. */
const DECIDE_LIMIT = 500;

/**
 * While runs are made, a batch is followed by a pause of so many times its own length: recording keeps
 * its speed under any load, and what waits is decided on as soon as there is a lull.
 */
const PAUSE_TIMES = 11;
const LULL_LOOK_MS = 25;

/** Alerts are looked after so often while runs are made, and reminders more seldom. */
const ROUND_MS = SECOND_MS;
const REMIND_EVERY_MS = 15 * SECOND_MS;

/**
 * At the end, what falls due within `STAY_MS` is waited for, such as the first message about what has
 * just opened; in all no longer than `LONGEST_STAY_MS`.
 */
const STAY_MS = 5 * SECOND_MS;
const LONGEST_STAY_MS = 20 * SECOND_MS;
const SHORTEST_WAIT_MS = 100;

/** What was done: incidents opened or reopened, and resolved; messages sent, and given up. */
export type AlertReport = { opened: number; resolved: number; sent: number; failed: number };

const logError = (error: unknown) => {
  log[isTransientError(error) ? "warn" : "error"]({ err: error }, "alerts were not looked after");
};

type AlertOptions = {
  /** What alerts are looked after beside. */
  beside: Promise<unknown>;
  isStopped: () => boolean;
  /** Whether runs are being made that decisions must not slow down. */
  isBusy?: () => boolean;
  steps?: AlertSteps;
};

/** Looks after alerts for as long as one caller asks it to. */
class AlertRounds {
  readonly report: AlertReport = { opened: 0, resolved: 0, sent: 0, failed: 0 };
  readonly #context: SchedulerContext;
  readonly #isStopped: () => boolean;
  readonly #isBusy: () => boolean;
  readonly #steps: AlertSteps;
  #remindAtMs = 0;
  /** The messages in flight: a receiver that stalls doesn't hold up decisions. */
  #delivery: Promise<void> | null = null;

  constructor(
    context: SchedulerContext,
    { isStopped, isBusy = () => false, steps = alertSteps }: Omit<AlertOptions, "beside">,
  ) {
    this.#context = context;
    this.#isStopped = isStopped;
    this.#isBusy = isBusy;
    this.#steps = steps;
  }

  /**
   * Decides, reminds, bundles, and has messages sent. Returns the milliseconds until the next round is
   * useful, or may be had.
   */
  async go(): Promise<number> {
    const pauseMs = await this.#decide();
    if (performance.now() >= this.#remindAtMs) {
      await this.#steps.remind(this.#context);
      this.#remindAtMs = performance.now() + REMIND_EVERY_MS;
    }
    const { nextDueMs } = await findAlertWork(this.#context.db);
    if (nextDueMs !== null && nextDueMs <= 0) {
      await this.#steps.bundle(this.#context);
      this.#delivery ??= this.#deliver().finally(() => {
        this.#delivery = null;
      });
    }
    return pauseMs;
  }

  /** Waits until no message is in flight. */
  async settle(): Promise<void> {
    while (this.#delivery !== null) await this.#delivery;
  }

  /** Decides on all that waits, or on one batch while runs are made. Returns the pause after that. */
  async #decide(): Promise<number> {
    while (!this.#isStopped()) {
      const startedAtMs = performance.now();
      const batch = await decideSignals(this.#context.db, { limit: DECIDE_LIMIT });
      this.report.opened += batch.opened;
      this.report.resolved += batch.resolved;
      if (batch.decided < DECIDE_LIMIT) break;
      if (this.#isBusy()) return PAUSE_TIMES * (performance.now() - startedAtMs);
    }
    return ROUND_MS;
  }

  async #deliver(): Promise<void> {
    try {
      const sent = await this.#steps.deliver(this.#context, { isStopped: this.#isStopped });
      this.report.sent += sent.sent;
      this.report.failed += sent.failed;
    } catch (error) {
      logError(error);
    }
  }
}

/**
 * Decides on recorded runs and sends what follows: every second while `beside` goes on, and then until
 * nothing is left that is due within seconds, or `isStopped`. Any number may do so at once, here and
 * elsewhere. Errors are logged and never thrown: what was not done is done by the next that look after
 * alerts.
 */
export async function runAlerts(
  context: SchedulerContext,
  { beside, ...options }: AlertOptions,
): Promise<AlertReport> {
  const { isStopped, isBusy = () => false } = options;
  const rounds = new AlertRounds(context, options);
  const over = new AbortController();
  const end = () => over.abort();
  const ended = beside.then(end, end);
  const { signal } = over;
  const isOver = () => signal.aborted;
  while (!isOver() && !isStopped()) {
    const pauseMs = (await rounds.go().catch(logError)) ?? ROUND_MS;
    const untilMs = performance.now() + pauseMs;
    const wait = (ms: number) => delay(ms, null, { signal }).catch(() => undefined);
    if (pauseMs === ROUND_MS) await wait(pauseMs);
    while (!isOver() && isBusy() && performance.now() < untilMs) await wait(LULL_LOOK_MS);
  }
  await ended;
  try {
    await finish(context, rounds, isStopped);
  } catch (error) {
    logError(error);
  }
  await rounds.settle();
  return rounds.report;
}

async function finish(
  { db }: SchedulerContext,
  rounds: AlertRounds,
  isStopped: () => boolean,
): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_STAY_MS;
  while (!isStopped()) {
    await rounds.go();
    await rounds.settle();
    const { hasSignals, nextDueMs } = await findAlertWork(db);
    const waitMs = Math.max(SHORTEST_WAIT_MS, hasSignals ? 0 : (nextDueMs ?? Infinity));
    if (waitMs > STAY_MS || performance.now() + waitMs > endsAtMs) return;
    await delay(waitMs);
  }
}
