import { setTimeout as delay } from "node:timers/promises";
import { isTransientError } from "@/db/connections/transient-error";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import { runAlerts } from "@/lib/services/alerts/run-alerts";
import type { SchedulerContext } from "@/lib/services/context";
import { decideSignals } from "@/lib/services/incidents/decide-signals";
import { finishBeforeStop, stopping } from "@/lib/services/orderly-stop";

/** The most signals of a routine that a request decides on. */
const DECIDE_LIMIT = 100;

/** The longest that a request waits while another transaction decides. */
const LONGEST_WAIT_MS = SECOND_MS;
const BUSY_WAIT_MS = 20;

/** The longest that messages are sent for after the response. */
const LONGEST_DELIVERY_MS = 25 * SECOND_MS;

/**
 * Decides on the runs of a routine that were just recorded, so that who asked for them sees the
 * incident. Never rejects: what could not be decided on is left to the tick.
 */
export async function decideSoon({ db }: SchedulerContext, routineId: string): Promise<void> {
  const untilMs = performance.now() + LONGEST_WAIT_MS;
  try {
    while (!stopping.aborted && performance.now() < untilMs) {
      const { isBusy } = await decideSignals(db, { limit: DECIDE_LIMIT, routineId });
      if (!isBusy) return;
      await delay(BUSY_WAIT_MS);
    }
  } catch (error) {
    log[isTransientError(error) ? "warn" : "error"]({ err: error }, "a run was not decided on");
  }
}

/**
 * Sends what is due within seconds, without a tick: after a response, in the background. Never rejects.
 */
export async function deliverSoon(context: SchedulerContext): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_DELIVERY_MS;
  const isStopped = () => stopping.aborted || performance.now() >= endsAtMs;
  if (stopping.aborted) return;
  await finishBeforeStop(() => runAlerts(context, { beside: Promise.resolve(), isStopped }));
}
