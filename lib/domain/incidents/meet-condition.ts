import type { AlertCondition, AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { countLostSlots, judgeRun, type RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** How far back a policy looks, from a run and with it. */
export type HistoryNeeded = {
  /** The newest outcomes of requests: SUCCESS or FAIL, and not retried. */
  runs: number;
  /** The newest scheduled runs of any status; a retried attempt only where slots were missed before it. */
  slots: number;
  /** Besides them, all outcomes of requests that finished within so many minutes before the run. */
  windowMinutes: number;
};

/** The history that decides whether a condition of `policy` is met by a run. */
export function historyNeeded({ conditions }: AlertPolicy): HistoryNeeded {
  const needed = { runs: 1, slots: 1, windowMinutes: 0 };
  for (const condition of conditions) {
    switch (condition.type) {
      case "consecutive_failures":
      case "slow":
      case "degraded":
        needed.runs = Math.max(needed.runs, condition.count);
        break;
      case "failures_of_last":
        needed.runs = Math.max(needed.runs, condition.runs);
        break;
      case "failure_rate":
        needed.windowMinutes = condition.window_minutes;
        break;
      case "missed":
        needed.slots = condition.count;
        break;
      case "certificate":
        break;
    }
  }
  return needed;
}

type Judged = { run: RunOutcome; isBad: boolean };

/** The first `count` runs that `condition` doesn't ignore, or all of them. */
function judgeRuns(
  condition: AlertCondition,
  runs: readonly RunOutcome[],
  { count = Infinity, isSetApart }: { count?: number; isSetApart: (run: RunOutcome) => boolean },
): Judged[] {
  const judged: Judged[] = [];
  for (const run of runs) {
    if (judged.length >= count) break;
    const verdict = judgeRun(condition, run);
    if (verdict === "ignored") continue;
    judged.push({ run, isBad: verdict === "bad" && !isSetApart(run) });
  }
  return judged;
}

const onlyBad = (judged: readonly Judged[]) =>
  judged.filter(({ isBad }) => isBad).map(({ run }) => run);

function lostSlots(judged: readonly Judged[], count: number): RunOutcome[] {
  const lost: RunOutcome[] = [];
  let slots = 0;
  for (const { run, isBad } of judged) {
    if (!isBad) break;
    lost.push(run);
    slots += countLostSlots(run);
    if (slots >= count) return lost;
  }
  return [];
}

/**
 * The bad runs that meet `condition`, newest first; none where it isn't met. `runs` are newest first,
 * and the first is the run in question. Outside maintenance, what ran in maintenance is neither good nor
 * bad: it breaks a row, and no share is made of it.
 */
export function meetCondition(
  condition: AlertCondition,
  runs: readonly RunOutcome[],
): readonly RunOutcome[] {
  const [newest] = runs;
  if (newest === undefined) return [];
  const isSetApart = (run: RunOutcome) => run.inMaintenance && !newest.inMaintenance;
  const allOf = (count: number) => {
    const bad = onlyBad(judgeRuns(condition, runs, { count, isSetApart }));
    return bad.length === count ? bad : [];
  };
  switch (condition.type) {
    case "consecutive_failures":
    case "slow":
    case "degraded":
      return allOf(condition.count);
    case "certificate":
      return allOf(1);
    case "failures_of_last": {
      const bad = onlyBad(judgeRuns(condition, runs, { count: condition.runs, isSetApart }));
      return bad.length >= condition.failures ? bad : [];
    }
    case "failure_rate": {
      const since = newest.finishedAt.getTime() - condition.window_minutes * MINUTE_MS;
      const within = runs.filter((run) => run.finishedAt.getTime() > since && !isSetApart(run));
      const judged = judgeRuns(condition, within, { isSetApart });
      const bad = onlyBad(judged);
      const isEnough = judged.length >= condition.min_runs;
      return isEnough && bad.length * 100 >= condition.percent * judged.length ? bad : [];
    }
    case "missed":
      return lostSlots(
        judgeRuns(condition, runs, { count: condition.count, isSetApart }),
        condition.count,
      );
  }
}
