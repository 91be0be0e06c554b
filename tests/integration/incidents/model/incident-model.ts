import { afterPerson, type IncidentAction } from "@/lib/domain/incidents/after-person";
import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  afterRun,
  type Decision,
  type IncidentProgress,
} from "@/lib/domain/incidents/incident-machine";
import { alertTriggers, type AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";

type ModelTransition = Pick<Decision, "transition" | "event" | "quiet"> & {
  transition: NonNullable<Decision["transition"]>;
};

export type ModelIncident = {
  trigger: AlertTrigger;
  progress: IncidentProgress;
  transitions: ModelTransition[];
};

/**
 * The incidents of one routine as the machine has them when it is asked about every run, in order, and
 * about every trigger: no log, no database, nothing left out.
 */
export class RoutineModel {
  policy: AlertPolicy = defaultAlertPolicy;
  readonly incidents: ModelIncident[] = [];
  /** Oldest first. */
  readonly #runs: RunOutcome[] = [];

  /** Feeds the machine with a run. Returns whether anything changed. */
  feed(run: RunOutcome): boolean {
    const earlier = this.#runs.toReversed();
    this.#runs.push(run);
    const changes = alertTriggers.map((trigger) => {
      const past = this.newest(trigger);
      const { policy } = this;
      const { next, transition, event, quiet } = afterRun({
        ...{ policy, trigger, run, earlier },
        past: past?.progress ?? null,
      });
      if (next === null || next === past?.progress) return false;
      const fresh: Omit<ModelIncident, "progress"> = { trigger, transitions: [] };
      const incident = transition === "opened" || past === undefined ? fresh : past;
      const changed = Object.assign(incident, { progress: next });
      if (changed !== past) this.incidents.push(changed);
      if (transition !== null) changed.transitions.push({ transition, event, quiet });
      return true;
    });
    return changes.includes(true);
  }

  act(incident: ModelIncident, action: IncidentAction, at: Date): void {
    const decision = afterPerson(incident.progress, action, at);
    if ("refusal" in decision) throw new Error(`The model refuses it: ${decision.refusal}.`);
    const { transition, event, quiet, next } = decision;
    incident.progress = next;
    if (transition !== null) incident.transitions.push({ transition, event, quiet });
  }

  newest(trigger: AlertTrigger): ModelIncident | undefined {
    return this.incidents.findLast((incident) => incident.trigger === trigger);
  }
}
