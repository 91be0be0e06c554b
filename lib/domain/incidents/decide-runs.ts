import type { SkipReason } from "@/lib/domain/channels/delivery";
import { triggersOf, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  afterRun,
  type IncidentProgress,
  type Transition,
} from "@/lib/domain/incidents/incident-machine";
import type { AlertEvent, AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";

/** A recorded run, as its place in the history is known. */
type RecordedRun = RunOutcome & { createdAt: Date };

/** An incident that runs changed. */
export type ChangedIncident<Run> = {
  id: string;
  trigger: AlertTrigger;
  progress: IncidentProgress;
  /** The runs that met its condition, newest first, where it was opened by one of these runs. */
  opening: readonly Run[] | null;
  /** The newest bad run of these; null where there was none. */
  newest: Run | null;
};

/** A transition of an incident: an entry of its timeline. */
export type TransitionMade = {
  incidentId: string;
  /** Its number among those of its incident. */
  transition: number;
  type: Transition;
  at: Date;
  runId: string | null;
  event: AlertEvent | null;
  quiet: SkipReason | null;
};

export type DecidedRuns<Run> = {
  incidents: ChangedIncident<Run>[];
  transitions: TransitionMade[];
};

/** Puts a run into a history, newest first. */
function insertRun<Run extends RecordedRun>(history: Run[], run: Run): void {
  const place = history.findIndex(({ createdAt }) => createdAt <= run.createdAt);
  history.splice(place < 0 ? history.length : place, 0, run);
}

/**
 * What runs of one routine do to its incidents, one after the other in the order in which they were
 * recorded. `earlier` are those before them, newest first, as far as the policy looks back; `incidents`
 * are the newest of each trigger. Ids of new ones come from `newId`.
 */
export function decideRuns<Run extends RecordedRun>({
  policy,
  runs,
  earlier,
  incidents,
  newId,
}: {
  policy: AlertPolicy;
  runs: readonly Run[];
  earlier: readonly Run[];
  incidents: ReadonlyMap<AlertTrigger, { id: string; progress: IncidentProgress }>;
  newId: () => string;
}): DecidedRuns<Run> {
  const current = new Map(incidents);
  const changed = new Map<string, ChangedIncident<Run>>();
  const transitions: TransitionMade[] = [];
  const history = [...earlier];
  const own = triggersOf(policy);
  for (const run of runs) {
    const before = history.filter(({ runId }) => runId !== run.runId);
    const unresolved = Array.from(current.entries()).flatMap(([trigger, { progress }]) =>
      progress.state === "resolved" || own.includes(trigger) ? [] : [trigger],
    );
    for (const trigger of [...own, ...unresolved]) {
      const past = current.get(trigger) ?? null;
      const decision = afterRun({
        policy,
        trigger,
        past: past?.progress ?? null,
        run,
        earlier: before,
      });
      const { next, transition } = decision;
      if (next === null || next === past?.progress) continue;
      const isNew = transition === "opened";
      const id = isNew || past === null ? newId() : past.id;
      const known = changed.get(id);
      current.set(trigger, { id, progress: next });
      changed.set(id, {
        id,
        trigger,
        progress: next,
        opening: isNew ? (decision.opening as readonly Run[]) : (known?.opening ?? null),
        newest: decision.isBad ? run : (known?.newest ?? null),
      });
      if (transition === null) continue;
      transitions.push({
        incidentId: id,
        transition: next.transitions,
        type: transition,
        at: run.finishedAt,
        runId: run.runId,
        event: decision.event,
        quiet: decision.quiet,
      });
    }
    if (before.length === history.length) insertRun(history, run);
  }
  return { incidents: Array.from(changed.values()), transitions };
}
