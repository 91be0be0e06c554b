import { setTimeout as delay } from "node:timers/promises";
import { findAlertWork } from "@/db/queries/incidents/alert-work";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import { alertSteps, type AlertSteps } from "@/lib/services/alerts/alert-steps";
import type { SchedulerContext } from "@/lib/services/context";
import { decideSignals } from "@/lib/services/incidents/decide-signals";
import { finishBeforeStop, stopping } from "@/lib/services/orderly-stop";

/** The most signals that one transaction decides on. */
const DECIDE_LIMIT = 500;

/** Alerts are looked after so often while runs are made. */
const ROUND_MS = SECOND_MS;
const REMIND_EVERY_MS = 15 * SECOND_MS;

/** Work that falls due within this time is waited for: the first message about what has just opened. */
const STAY_MS = 5 * SECOND_MS;

/** The longest that a manual run's decision is waited for while others decide. */
const LONGEST_WAIT_MS = 2 * SECOND_MS;
const BUSY_WAIT_MS = 20;

/** The longest that messages are sent after a request has its response. */
const AFTERWARDS_MS = 25 * SECOND_MS;

/** What was done: incidents opened (or reopened) and resolved, messages sent and given up. */
export type AlertReport = { opened: number; resolved: number; sent: number; failed: number };

type AlertOptions = {
  /** What alerts are looked after beside, every second; when it is over, they are brought to an end. */
  beside: Promise<unknown>;
  isStopped: () => boolean;
  steps?: AlertSteps;
};

/**
 * Decides on recorded runs and sends what follows: every second while `beside` goes on, and after it
 * until nothing is left that is due within seconds, or `isStopped`. Any number may do so at once. Errors
 * are logged and never thrown: what was not done is done in the next round, here or elsewhere.
 */
export async function runAlerts(
  context: SchedulerContext,
  { beside, isStopped, steps = alertSteps }: AlertOptions,
): Promise<AlertReport> {
  const report: AlertReport = { opened: 0, resolved: 0, sent: 0, failed: 0 };
  let isOver = false;
  const over = beside.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  let delivering: Promise<void> | null = null;
  let remindAtMs = 0;

  const deliver = () => {
    delivering ??= steps
      .deliver(context, { isStopped })
      .then(({ sent, failed }) => {
        report.sent += sent;
        report.failed += failed;
      })
      .catch(logError)
      .finally(() => {
        delivering = null;
      });
  };
  /** Returns the milliseconds until more is due; null for nothing. */
  const goRound = async (): Promise<number | null> => {
    let { hasSignals, nextDueMs } = await findAlertWork(context.db);
    while (hasSignals && !isStopped()) {
      const batch = await decideSignals(context.db, { limit: DECIDE_LIMIT });
      report.opened += batch.opened;
      report.resolved += batch.resolved;
      hasSignals = batch.decided > 0;
    }
    if (performance.now() >= remindAtMs) {
      remindAtMs = performance.now() + REMIND_EVERY_MS;
      await steps.remind(context);
    }
    ({ hasSignals, nextDueMs } = await findAlertWork(context.db));
    if (nextDueMs !== null && nextDueMs <= 0) {
      await steps.bundle(context);
      deliver();
    }
    return nextDueMs;
  };

  while (!isOver && !isStopped()) {
    await goRound().catch(logError);
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([over, delay(ROUND_MS, null, { signal }).catch(() => undefined)]);
    waiting.abort();
  }
  await over;
  for (let isFirst = true; isFirst || !isStopped(); isFirst = false) {
    const nextDueMs = await goRound().catch(logError);
    await delivering;
  }
  return report;
}
