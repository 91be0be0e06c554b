import type { AlertCondition, AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { countLostSlots, judgeRun, type RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** How far back a policy looks, from a run and with it. Zero: it doesn't look at such runs at all. */
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
  const needed = { runs: 0, slots: 0, windowMinutes: 0 };
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

const onlyBad = (judged: readonly Judged[]) =>
  judged.filter(({ isBad }) => isBad).map(({ run }) => run);

/** The first `count`, where all of them are bad. */
function allOf(judged: readonly Judged[], count: number): RunOutcome[] {
  const bad = onlyBad(judged.slice(0, count));
  return bad.length === count ? bad : [];
}

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
  const judged = runs.flatMap((run) => {
    const verdict = judgeRun(condition, run);
    return verdict === "ignored" ? [] : [{ run, isBad: verdict === "bad" && !isSetApart(run) }];
  });
  switch (condition.type) {
    case "consecutive_failures":
    case "slow":
    case "degraded":
      return allOf(judged, condition.count);
    case "failures_of_last": {
      const bad = onlyBad(judged.slice(0, condition.runs));
      return bad.length >= condition.failures ? bad : [];
    }
    case "failure_rate": {
      const since = newest.finishedAt.getTime() - condition.window_minutes * MINUTE_MS;
      const within = judged.filter(
        ({ run }) => run.finishedAt.getTime() > since && !isSetApart(run),
      );
      const bad = onlyBad(within);
      const isEnough = within.length >= condition.min_runs;
      return isEnough && bad.length * 100 >= condition.percent * within.length ? bad : [];
    }
    case "missed":
      return lostSlots(judged, condition.count);
    case "certificate":
      return allOf(judged, 1);
  }
}
