import type { SkipReason } from "@/lib/domain/channels/delivery";
import {
  triggerOf,
  type AlertCondition,
  type AlertPolicy,
} from "@/lib/domain/incidents/alert-policy";
import type {
  AlertEvent,
  AlertTrigger,
  IncidentState,
} from "@/lib/domain/incidents/incident-options";
import { meetCondition } from "@/lib/domain/incidents/meet-condition";
import { countLostSlots, judgeRun, type RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS } from "@/lib/domain/time-units";

/*
 * The life of an incident: a function of its policy, its past and one event, which is a run here and a
 * person's action in `after-person.ts`. docs/incidents.md has the diagram. Any order of events and any
 * change of the policy between them has a result. Times are those of the events: nothing reads a clock.
 */

/** What the machine knows of an incident, and decides. */
export type IncidentProgress = {
  state: IncidentState;
  /** The condition that opened it, or reopened it last. */
  condition: AlertCondition;
  openedAt: Date;
  acknowledgedAt: Date | null;
  snoozedUntil: Date | null;
  resolvedAt: Date | null;
  /** A person resolved it: its next opening counts only runs after that. */
  isResolvedByHand: boolean;
  transitions: number;
  reopenedCount: number;
  failureCount: number;
  goodRuns: number;
  /** Nobody was notified that it is open, because of maintenance. */
  inMaintenance: boolean;
};

export type Transition = "opened" | "reopened" | "acknowledged" | "snoozed" | "resolved";

/** A decision on an incident. Without a transition only its counters may have changed. */
export type Decision = {
  transition: Transition | null;
  /** What channels are notified of; null for nothing. */
  event: AlertEvent | null;
  /** Why they are not notified of `event` after all; null where they are. */
  quiet: SkipReason | null;
  /** The same object as the past where nothing changed. */
  next: IncidentProgress;
};

/** What a run changed. `opening` has the bad runs that met the condition, newest first. */
export type RunDecision = Omit<Decision, "next"> & {
  /** Null where there is no incident. The same object as the past where nothing changed. */
  next: IncidentProgress | null;
  /** The run is bad for this trigger: it is the incident's newest. */
  isBad: boolean;
  opening: readonly RunOutcome[];
};

export const toldOf: Record<Transition, AlertEvent | null> = {
  opened: "incident.opened",
  reopened: "incident.opened",
  acknowledged: "incident.acknowledged",
  snoozed: null,
  resolved: "incident.resolved",
};

type RunEvent = {
  /** The policy that applies to the routine now. */
  policy: AlertPolicy;
  trigger: AlertTrigger;
  /** The newest incident of the routine and trigger, resolved or not. */
  past: IncidentProgress | null;
  run: RunOutcome;
  /** The runs before it, newest first, as far as `historyNeeded` says or further. */
  earlier: readonly RunOutcome[];
};

const isSnoozed = ({ snoozedUntil }: IncidentProgress, at: Date) =>
  snoozedUntil !== null && snoozedUntil > at;

const weigh = (condition: AlertCondition, runs: readonly RunOutcome[]) =>
  condition.type === "missed"
    ? runs.reduce((sum, run) => sum + countLostSlots(run), 0)
    : runs.length;

type Met = { condition: AlertCondition; runs: readonly RunOutcome[] };

function findMet(conditions: readonly AlertCondition[], runs: readonly RunOutcome[]): Met | null {
  for (const condition of conditions) {
    const bad = meetCondition(condition, runs);
    if (bad.length > 0) return { condition, runs: bad };
  }
  return null;
}

function open({ past, run, policy }: RunEvent, { condition, runs }: Met): RunDecision {
  const at = run.finishedAt;
  const isReopened =
    past?.resolvedAt != null &&
    at.getTime() - past.resolvedAt.getTime() < policy.cooldown_minutes * MINUTE_MS;
  const transition = isReopened ? "reopened" : "opened";
  const since = isReopened ? past.resolvedAt : null;
  const added = since === null ? runs : runs.filter(({ finishedAt }) => finishedAt > since);
  return {
    transition,
    event: toldOf[transition],
    quiet: run.inMaintenance ? "MAINTENANCE" : null,
    isBad: true,
    opening: runs,
    next: {
      state: "open",
      condition,
      openedAt: isReopened ? past.openedAt : at,
      acknowledgedAt: null,
      snoozedUntil: null,
      resolvedAt: null,
      isResolvedByHand: false,
      transitions: (isReopened ? past.transitions : 0) + 1,
      reopenedCount: isReopened ? past.reopenedCount + 1 : 0,
      failureCount: (isReopened ? past.failureCount : 0) + Math.max(1, weigh(condition, added)),
      goodRuns: 0,
      inMaintenance: run.inMaintenance,
    },
  };
}

/**
 * Whether an incident that people were not notified of, or asked to be quiet, makes itself heard again:
 * the maintenance or the snooze is over, nobody has it, and its condition is met still.
 */
function isToBeHeard(past: IncidentProgress, run: RunOutcome): boolean {
  return (
    past.state === "open" &&
    !run.inMaintenance &&
    !isSnoozed(past, run.finishedAt) &&
    (past.inMaintenance || past.snoozedUntil !== null)
  );
}

/** `met` is what makes it heard again, or null. */
function goOnBad(past: IncidentProgress, run: RunOutcome, met: Met | null): RunDecision {
  const counted = {
    ...past,
    failureCount: past.failureCount + weigh(past.condition, [run]),
    goodRuns: 0,
  };
  if (met === null) {
    return { transition: null, event: null, quiet: null, next: counted, isBad: true, opening: [] };
  }
  return {
    transition: "reopened",
    event: toldOf.reopened,
    quiet: null,
    isBad: true,
    opening: met.runs,
    next: {
      ...counted,
      condition: met.condition,
      snoozedUntil: null,
      transitions: past.transitions + 1,
      reopenedCount: past.reopenedCount + 1,
      inMaintenance: false,
    },
  };
}

function goOnGood(past: IncidentProgress, run: RunOutcome, isOver: boolean): RunDecision {
  const counted = { ...past, goodRuns: past.goodRuns + 1 };
  const rest = { isBad: false, opening: [] };
  if (!isOver) return { transition: null, event: null, quiet: null, next: counted, ...rest };
  return {
    ...rest,
    transition: "resolved",
    event: toldOf.resolved,
    quiet: past.inMaintenance ? "MAINTENANCE" : null,
    next: {
      ...counted,
      state: "resolved",
      snoozedUntil: null,
      resolvedAt: run.finishedAt,
      isResolvedByHand: false,
      transitions: past.transitions + 1,
    },
  };
}

/**
 * What a run does to the incident of its routine and one trigger. Runs come in the order in which they
 * were recorded. A bad run that meets a condition opens an incident, or reopens the newest one within the
 * cool-down of its resolution; so many good runs in a row resolve it once no condition is met any more.
 * Where the policy has no condition of this trigger, nothing opens and one good run resolves.
 */
export function afterRun(event: RunEvent): RunDecision {
  const { policy, trigger, past, run } = event;
  const unchanged: RunDecision = {
    transition: null,
    event: null,
    quiet: null,
    next: past,
    isBad: false,
    opening: [],
  };
  const conditions = policy.conditions.filter(({ type }) => triggerOf[type] === trigger);
  const current = past === null || past.state === "resolved" ? null : past;
  const judge = conditions[0] ?? current?.condition;
  if (judge === undefined) return unchanged;
  const endedByHandAt = past?.isResolvedByHand === true ? past.resolvedAt : null;
  const counts = ({ finishedAt }: RunOutcome) =>
    endedByHandAt === null || finishedAt > endedByHandAt;
  const verdict = judgeRun(judge, run);
  if (verdict === "ignored" || !counts(run)) return unchanged;
  const earlier = endedByHandAt === null ? event.earlier : event.earlier.filter(counts);
  const findMetNow = () => findMet(conditions, [run, ...earlier]);
  if (current === null) {
    const met = verdict === "bad" ? findMetNow() : null;
    return met === null ? unchanged : open(event, met);
  }
  if (verdict === "bad") {
    return goOnBad(current, run, isToBeHeard(current, run) ? findMetNow() : null);
  }
  if (verdict === "other") {
    return current.goodRuns === 0 ? unchanged : { ...unchanged, next: { ...current, goodRuns: 0 } };
  }
  const isEnough = conditions.length === 0 || current.goodRuns + 1 >= policy.resolve_after;
  return goOnGood(current, run, isEnough && findMetNow() === null);
}
