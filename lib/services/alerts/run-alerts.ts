import { setTimeout as delay } from "node:timers/promises";
import { isTransientError } from "@/db/connections/transient-error";
import { findAlertWork } from "@/db/queries/incidents/alert-work";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import { alertSteps, type AlertSteps } from "@/lib/services/alerts/alert-steps";
import { explainOpenings } from "@/lib/services/alerts/explain-openings";
import type { SchedulerContext } from "@/lib/services/context";
import { decideSignals } from "@/lib/services/incidents/decide-signals";

/** The most signals that one transaction decides on. */
const DECIDE_LIMIT = 500;

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

/** Looks after alerts for as long as one caller asks it to. */
class AlertRounds {
  readonly report: AlertReport = { opened: 0, resolved: 0, sent: 0, failed: 0 };
  readonly #context: SchedulerContext;
  readonly #isStopped: () => boolean;
  readonly #steps: AlertSteps;
  #remindAtMs = 0;
  /** The messages in flight: a receiver that stalls doesn't hold up decisions. */
  #delivery: Promise<void> | null = null;
  /** The summaries that are asked for, and the runs that were asked about. */
  #explanation: Promise<void> | null = null;
  readonly #asked = new Set<string>();

  constructor(context: SchedulerContext, isStopped: () => boolean, steps: AlertSteps) {
    this.#context = context;
    this.#isStopped = isStopped;
    this.#steps = steps;
  }

  /** Decides, reminds, bundles, and has messages sent. */
  async go(): Promise<void> {
    await this.#decide();
    this.#explanation ??= explainOpenings(this.#context, this.#asked)
      .catch(logError)
      .finally(() => {
        this.#explanation = null;
      });
    if (performance.now() >= this.#remindAtMs) {
      await this.#steps.remind(this.#context);
      this.#remindAtMs = performance.now() + REMIND_EVERY_MS;
    }
    const { nextDueMs } = await findAlertWork(this.#context.db);
    if (nextDueMs === null || nextDueMs > 0) return;
    await this.#steps.bundle(this.#context);
    this.#delivery ??= this.#deliver().finally(() => {
      this.#delivery = null;
    });
  }

  /** Waits until no message is in flight. */
  async settle(): Promise<void> {
    while (this.#delivery !== null) await this.#delivery;
  }

  /** Waits until nothing of it goes on. */
  async end(): Promise<void> {
    await this.settle();
    await this.#explanation;
  }

  async #decide(): Promise<void> {
    let isMoreLeft = true;
    while (isMoreLeft && !this.#isStopped()) {
      const batch = await decideSignals(this.#context.db, { limit: DECIDE_LIMIT });
      this.report.opened += batch.opened;
      this.report.resolved += batch.resolved;
      isMoreLeft = batch.decided === DECIDE_LIMIT;
    }
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

type AlertOptions = {
  /** What alerts are looked after beside. */
  beside: Promise<unknown>;
  isStopped: () => boolean;
  steps?: AlertSteps;
};

/**
 * Decides on recorded runs and sends what follows: every second while `beside` goes on, and then until
 * nothing is left that is due within seconds, or `isStopped`. Any number may do so at once, here and
 * elsewhere. Errors are logged and never thrown: what was not done is done by the next that look after
 * alerts.
 */
export async function runAlerts(
  context: SchedulerContext,
  { beside, isStopped, steps = alertSteps }: AlertOptions,
): Promise<AlertReport> {
  const rounds = new AlertRounds(context, isStopped, steps);
  const over = new AbortController();
  const end = () => over.abort();
  const ended = beside.then(end, end);
  while (!over.signal.aborted && !isStopped()) {
    await rounds.go().catch(logError);
    await delay(ROUND_MS, null, { signal: over.signal }).catch(() => undefined);
  }
  await ended;
  try {
    await finish(context, rounds, isStopped);
  } catch (error) {
    logError(error);
  }
  await rounds.end();
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
