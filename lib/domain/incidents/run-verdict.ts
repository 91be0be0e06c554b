import type { AlertCondition } from "@/lib/domain/incidents/alert-policy";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { DAY_MS } from "@/lib/domain/time-units";

/** What a recorded run means to alerts. */
export type RunOutcome = {
  runId: string;
  status: Exclude<RunStatus, "RUNNING">;
  /** The run of a slot at its time: not a manual one, and no replay. */
  isScheduled: boolean;
  /** The run of a replay, which opens no incident. */
  isReplay: boolean;
  willRetry: boolean;
  isDegraded: boolean;
  durationMs: number | null;
  errorCode: RunErrorCode | null;
  finishedAt: Date;
  /** The slots that were passed over just before the run's own. */
  missedSlots: number;
  certificateExpiresAt: Date | null;
  inMaintenance: boolean;
};

/**
 * The verdict of a condition on one run. `other` is neither good nor bad, and breaks a row of either.
 * `ignored` is no outcome to this condition: it is as if the run were not there.
 */
export type RunVerdict = "good" | "bad" | "other" | "ignored";

/** The outcome of a request: not a slot that was missed, and not an attempt that is retried. */
const isOutcomeOfRequest = ({ status, willRetry }: RunOutcome) =>
  !willRetry && (status === "SUCCESS" || status === "FAIL");

/** A slot that no request was sent for, or whose worker disappeared each time. */
const isLost = ({ status, errorCode }: RunOutcome) =>
  status === "MISSED" || errorCode === "ABANDONED" || status === "ABANDONED";

/** The slots of a run that were missed or abandoned. A manual run has no slot. */
export const countLostSlots = (run: RunOutcome): number =>
  run.isScheduled ? run.missedSlots + (isLost(run) ? 1 : 0) : 0;

/** The verdict on a success by what else is wrong with it; a failure is neither good nor bad. */
function judgeSuccess(run: RunOutcome, isBad: boolean): RunVerdict {
  if (!isOutcomeOfRequest(run)) return "ignored";
  if (run.status === "FAIL") return "other";
  return isBad ? "bad" : "good";
}

function judgeSlot(run: RunOutcome): RunVerdict {
  if (!run.isScheduled) return "ignored";
  if (countLostSlots(run) > 0) return "bad";
  return run.willRetry ? "ignored" : "good";
}

function judgeCertificate(run: RunOutcome, days: number): RunVerdict {
  const { certificateExpiresAt, finishedAt, willRetry } = run;
  if (willRetry || certificateExpiresAt === null) return "ignored";
  return certificateExpiresAt.getTime() - finishedAt.getTime() < days * DAY_MS ? "bad" : "good";
}

/**
 * The verdict of `condition` on a run. The conditions of `FAILURES` all have the same. A replay is of the
 * past: where it goes well, the endpoint works again; where it doesn't, that is no new trouble.
 */
export function judgeRun(condition: AlertCondition, run: RunOutcome): RunVerdict {
  const verdict = judge(condition, run);
  return run.isReplay && verdict !== "good" ? "ignored" : verdict;
}

function judge(condition: AlertCondition, run: RunOutcome): RunVerdict {
  switch (condition.type) {
    case "consecutive_failures":
    case "failures_of_last":
    case "failure_rate":
      if (!isOutcomeOfRequest(run)) return "ignored";
      return run.status === "FAIL" ? "bad" : "good";
    case "slow":
      return judgeSuccess(run, (run.durationMs ?? 0) > condition.duration_ms);
    case "degraded":
      return judgeSuccess(run, run.isDegraded);
    case "missed":
      return judgeSlot(run);
    case "certificate":
      return judgeCertificate(run, condition.days);
  }
}
