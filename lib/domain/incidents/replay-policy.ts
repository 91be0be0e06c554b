import { triggerOf, triggersOf, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { afterRun, type IncidentProgress } from "@/lib/domain/incidents/incident-machine";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import { historyNeeded } from "@/lib/domain/incidents/meet-condition";
import { judgeRun, type RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** An incident as a policy would have opened it, or reopened it. */
export type Moment = {
  trigger: AlertTrigger;
  /** The run that opened it. */
  run: RunOutcome;
  isReopened: boolean;
  /** Nobody would have been notified: it was during maintenance. */
  isQuiet: boolean;
  resolvedAt: Date | null;
};

/** The runs before `index`, newest first: `count` of them, and all that finished after a time. */
function lookBack(
  runs: readonly RunOutcome[],
  index: number,
  { count, sinceMs }: { count: number; sinceMs: number },
): RunOutcome[] {
  let first = index;
  while (first > 0) {
    const run = runs[first - 1];
    const isPast = run === undefined || run.finishedAt.getTime() <= sinceMs;
    if (isPast && index - first >= count) break;
    first -= 1;
  }
  return runs.slice(first, index).toReversed();
}

function replayTrigger(
  policy: AlertPolicy,
  trigger: AlertTrigger,
  runs: readonly RunOutcome[],
): Moment[] {
  const conditions = policy.conditions.filter(({ type }) => triggerOf[type] === trigger);
  const needed = historyNeeded({ ...policy, conditions });
  const count = Math.max(needed.runs, needed.slots);
  const counted = runs.filter((run) =>
    conditions.some((condition) => judgeRun(condition, run) !== "ignored"),
  );
  const moments: Moment[] = [];
  let past: IncidentProgress | null = null;
  for (const [index, run] of counted.entries()) {
    const sinceMs = run.finishedAt.getTime() - needed.windowMinutes * MINUTE_MS;
    const earlier = lookBack(counted, index, { count, sinceMs });
    const { transition, quiet, next } = afterRun({ policy, trigger, past, run, earlier });
    past = next;
    if (transition === "opened" || transition === "reopened") {
      const isReopened = transition === "reopened";
      moments.push({ trigger, run, isReopened, isQuiet: quiet !== null, resolvedAt: null });
    }
    if (transition === "resolved") {
      for (const moment of moments) moment.resolvedAt ??= run.finishedAt;
    }
  }
  return moments;
}

/**
 * Replays a policy over the runs of one routine, oldest first, with nobody to acknowledge or snooze.
 * Returns what it would have opened, in the order of time.
 */
export const replayPolicy = (policy: AlertPolicy, runs: readonly RunOutcome[]): Moment[] =>
  triggersOf(policy)
    .flatMap((trigger) => replayTrigger(policy, trigger, runs))
    .sort((a, b) => a.run.finishedAt.getTime() - b.run.finishedAt.getTime());
