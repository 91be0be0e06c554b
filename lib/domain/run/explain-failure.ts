import type { RunDetailDto } from "@/lib/domain/run/run";
import { runErrorCodes, type RunErrorCode } from "@/lib/domain/run/run-error-code";
import {
  findRunErrorDetail,
  runErrorDetails,
  type RunErrorDetail,
} from "@/lib/domain/run/run-error-detail";
import { ruleFaults, type BrokenRule, type RuleFault } from "@/lib/domain/run/run-evidence";
import { causeOfStatus } from "@/lib/domain/run/status-causes";
import { ruleTypes } from "@/lib/domain/run/success-rule-options";

type RuleCause = `RULE_${Uppercase<(typeof ruleTypes)[number] | RuleFault>}`;

const ruleCauses = [...ruleTypes, ...ruleFaults].map(
  (name) => `RULE_${name.toUpperCase()}` as RuleCause,
);

/** What isn't the error of a response. */
const otherCauses = ["MISSED", "DEGRADED", "SLOW", "CERTIFICATE_ENDS"] as const;

/** Why a run failed, as one of the fixed rules says. Texts are in the messages, by this code. */
export type FailureCause = RunErrorCode | RunErrorDetail | RuleCause | (typeof otherCauses)[number];

export const failureCauses: readonly FailureCause[] = [
  ...runErrorCodes,
  ...runErrorDetails,
  ...ruleCauses,
  ...otherCauses,
];

/** What is filled into the texts of a cause: the same for all, and each text takes what it needs. */
type FailureParams = {
  /** The status of the response, or "none". */
  status: string;
  /** The statuses that a broken rule accepts. */
  accept: string;
  duration_ms: number;
  /** The longest duration that a broken rule allows. */
  max_ms: number;
  /** The days that a certificate must be valid for, by a broken rule. */
  days: number;
  /** The day that a certificate ends, as `YYYY-MM-DD` in UTC, or "unknown". */
  ends: string;
};

export type FailureExplanation = { cause: FailureCause; params: FailureParams };

/** The part of a run that its explanation follows from. */
export type ExplainedRun = Pick<
  RunDetailDto,
  "status" | "is_degraded" | "http_status" | "error_code" | "error_message" | "duration_ms"
> &
  Partial<Pick<RunDetailDto, "broken_rules" | "certificate_expires_at">>;

/** What is asked of a run: its outcome, or the duration or the certificate of a success. */
export type ExplainedPart = "outcome" | "duration" | "certificate";

const hasFault = ({ fault }: BrokenRule) => fault !== null;
const isFailing = ({ rule }: BrokenRule) =>
  rule.type !== "duration" || rule.otherwise !== "DEGRADED";

/** The broken rule that says most: a status first, then one that couldn't be judged last. */
function chooseRule(broken: readonly BrokenRule[]): BrokenRule | null {
  const failing = broken.filter(isFailing);
  return (
    failing.find(({ rule }) => rule.type === "status") ??
    failing.find((item) => !hasFault(item)) ??
    failing[0] ??
    null
  );
}

function causeOfRule(broken: readonly BrokenRule[], status: number | null): FailureCause {
  const chosen = chooseRule(broken);
  if (chosen === null) return "ASSERTION";
  if (chosen.rule.type === "status" && status !== null) {
    const cause = causeOfStatus(status);
    if (cause !== "STATUS_OTHER") return cause;
  }
  return `RULE_${(chosen.fault ?? chosen.rule.type).toUpperCase()}` as RuleCause;
}

function causeOf(run: ExplainedRun, part: ExplainedPart): FailureCause | null {
  if (run.status === "RUNNING") return null;
  if (run.status === "MISSED" || run.status === "ABANDONED") return run.status;
  if (run.status === "SUCCESS") {
    if (part === "certificate") return "CERTIFICATE_ENDS";
    if (run.is_degraded) return "DEGRADED";
    return part === "duration" ? "SLOW" : null;
  }
  const code = run.error_code ?? "INTERNAL";
  if (code === "ASSERTION") return causeOfRule(run.broken_rules ?? [], run.http_status);
  return findRunErrorDetail(run) ?? code;
}

/**
 * The cause of a run's outcome by a fixed rule; null where there is nothing to explain, as for a plain
 * success. Of a success, its duration or its certificate can be asked for instead.
 */
export function explainFailure(
  run: ExplainedRun,
  part: ExplainedPart = "outcome",
): FailureExplanation | null {
  const cause = causeOf(run, part);
  if (cause === null) return null;
  const rules = (run.broken_rules ?? []).map(({ rule }) => rule);
  return {
    cause,
    params: {
      status: run.http_status === null ? "none" : String(run.http_status),
      accept: rules.find((rule) => rule.type === "status")?.accept.join(", ") ?? "2xx",
      duration_ms: run.duration_ms ?? 0,
      max_ms: rules.find((rule) => rule.type === "duration")?.max_ms ?? 0,
      days: rules.find((rule) => rule.type === "certificate")?.min_days ?? 0,
      ends: run.certificate_expires_at?.slice(0, 10) ?? "unknown",
    },
  };
}
