import type { AlertCondition, AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { triggerOf } from "@/lib/domain/incidents/alert-policy";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";

/** An event of a routine's life. A policy counts from its place on. */
export type LifeEvent =
  | { kind: "run"; run: RunOutcome }
  | { kind: "policy"; policy: AlertPolicy }
  | { kind: "acknowledge"; at: Date }
  | { kind: "resolve"; at: Date }
  | { kind: "snooze"; at: Date; until: Date };

/** A transition with the place of its event. */
export type Told = { place: number; transition: string; quiet: string | null };

type Mark = { place: number; run: RunOutcome; mark: "good" | "bad" | "other" };

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const lost = (run: RunOutcome) =>
  run.isScheduled
    ? run.missedSlots + Number(run.status === "MISSED" || run.errorCode === "ABANDONED")
    : 0;

function markOf(condition: AlertCondition, run: RunOutcome): Mark["mark"] | null {
  const trigger = triggerOf[condition.type];
  if (trigger === "MISSED") {
    if (!run.isScheduled) return null;
    if (lost(run) > 0) return "bad";
    return run.willRetry ? null : "good";
  }
  if (run.willRetry) return null;
  if (condition.type === "certificate") {
    if (run.certificateExpiresAt === null) return null;
    const left = Number(run.certificateExpiresAt) - Number(run.finishedAt);
    return left < condition.days * DAY_MS ? "bad" : "good";
  }
  if (run.status !== "SUCCESS" && run.status !== "FAIL") return null;
  if (trigger === "FAILURES") return run.status === "FAIL" ? "bad" : "good";
  if (run.status === "FAIL") return "other";
  const isBad =
    condition.type === "slow" ? (run.durationMs ?? 0) > condition.duration_ms : run.isDegraded;
  return isBad ? "bad" : "good";
}

/** Whether a condition is met by the last of all runs so far, oldest first. */
function isMet(condition: AlertCondition, runs: readonly RunOutcome[]): boolean {
  const last = runs.at(-1);
  if (last === undefined) return false;
  const counted = runs.flatMap((run) => {
    const mark = markOf(condition, run);
    if (mark === null) return [];
    const isApart = run.inMaintenance && !last.inMaintenance;
    return [{ run, isApart, isBad: mark === "bad" && !isApart }];
  });
  const tail = (count: number) => (count === 0 ? [] : counted.slice(-count));
  switch (condition.type) {
    case "consecutive_failures":
    case "slow":
    case "degraded":
      return counted.length >= condition.count && tail(condition.count).every(({ isBad }) => isBad);
    case "certificate":
      return tail(1).some(({ isBad }) => isBad);
    case "failures_of_last":
      return tail(condition.runs).filter(({ isBad }) => isBad).length >= condition.failures;
    case "failure_rate": {
      const since = Number(last.finishedAt) - condition.window_minutes * MINUTE_MS;
      const within = counted.filter(
        ({ run, isApart }) => !isApart && Number(run.finishedAt) > since,
      );
      const share = within.filter(({ isBad }) => isBad).length / within.length;
      return within.length >= condition.min_runs && share >= condition.percent / 100;
    }
    case "missed": {
      const lastGood = counted.findLastIndex(({ isBad }) => !isBad);
      return sum(counted.slice(lastGood + 1).map(({ run }) => lost(run))) >= condition.count;
    }
  }
}

/**
 * The rules of docs/incidents.md, slowly: at each event the whole life before it is looked through once
 * more, and nothing but what was told is kept.
 */
export function tellSlowly(trigger: AlertTrigger, life: readonly LifeEvent[]): Told[] {
  const told: Told[] = [];
  const marks: Mark[] = [];
  const conditionAt = new Map<number, AlertCondition>();
  const timeOf = (place: number) => {
    const event = life[place];
    if (event?.kind === "run") return event.run.finishedAt;
    if (event === undefined || event.kind === "policy") throw new Error("It has no time.");
    return event.at;
  };
  const lastOf = (...names: string[]) =>
    told.findLast(({ transition }) => names.includes(transition));

  life.forEach((event, place) => {
    const opening = lastOf("opened", "reopened");
    const resolution = lastOf("resolved");
    const isOpen =
      opening !== undefined && (resolution === undefined || resolution.place < opening.place);
    const since = (name: string) =>
      told.filter((entry) => entry.transition === name && entry.place > (opening?.place ?? -1));
    const end = isOpen ? since("snoozed").at(-1) : undefined;
    const snooze = end && life[end.place];
    const snoozedUntil = snooze?.kind === "snooze" ? snooze.until : null;
    const tell = (transition: string, quiet: string | null) =>
      told.push({ place, transition, quiet });
    const isUnheard = opening?.quiet === "MAINTENANCE";
    const unheard = isUnheard ? "MAINTENANCE" : null;

    if (event.kind === "policy") return;
    if (event.kind === "snooze") {
      if (isOpen && event.until > event.at) tell("snoozed", null);
      return;
    }
    if (event.kind === "resolve") {
      if (isOpen) tell("resolved", unheard);
      return;
    }
    if (event.kind === "acknowledge") {
      if (!isOpen || since("acknowledged").length > 0) return;
      const isSnoozed = snoozedUntil !== null && snoozedUntil > event.at;
      tell("acknowledged", unheard ?? (isSnoozed ? "SNOOZED" : null));
      return;
    }

    const { run } = event;
    const applies = life.slice(0, place).findLast((other) => other.kind === "policy");
    if (applies?.kind !== "policy") throw new Error("A life begins with a policy.");
    const { policy } = applies;
    const conditions = policy.conditions.filter(({ type }) => triggerOf[type] === trigger);
    const judge = conditions[0] ?? (isOpen ? conditionAt.get(opening.place) : undefined);
    if (judge === undefined) return;
    const byHand =
      !isOpen && resolution !== undefined && life[resolution.place]?.kind === "resolve"
        ? timeOf(resolution.place)
        : null;
    const counts = (one: RunOutcome) => byHand === null || one.finishedAt > byHand;
    const mark = markOf(judge, run);
    if (mark === null || !counts(run)) return;
    marks.push({ place, run, mark });
    const runs = life
      .slice(0, place + 1)
      .flatMap((other) => (other.kind === "run" ? [other.run] : []));
    const met = conditions.find((condition) => isMet(condition, runs.filter(counts)));

    if (mark === "bad" && met !== undefined) {
      const isHeardAgain =
        isOpen &&
        !run.inMaintenance &&
        since("acknowledged").length === 0 &&
        (isUnheard || snoozedUntil !== null) &&
        !(snoozedUntil !== null && snoozedUntil > run.finishedAt);
      const isCooling =
        resolution !== undefined &&
        Number(run.finishedAt) - Number(timeOf(resolution.place)) <
          policy.cooldown_minutes * MINUTE_MS;
      if (!isOpen || isHeardAgain) {
        conditionAt.set(place, met);
        const quiet = run.inMaintenance ? "MAINTENANCE" : null;
        tell(isOpen || isCooling ? "reopened" : "opened", quiet);
      }
    }
    if (mark === "good" && isOpen && met === undefined) {
      // A reopening without a resolution is by a bad run, so that it breaks the row, too.
      const after = marks.filter((one) => one.place > opening.place);
      const row = after.slice(after.findLastIndex((one) => one.mark !== "good") + 1).length;
      if (row >= (conditions.length === 0 ? 1 : policy.resolve_after)) tell("resolved", unheard);
    }
  });
  return told;
}
