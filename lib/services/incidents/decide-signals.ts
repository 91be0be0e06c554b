import type { Database, Transaction } from "@/db/client";
import { findJoinableGroups, saveGroups, type HeldGroup } from "@/db/queries/incidents/groups";
import { holdNewestIncidents } from "@/db/queries/incidents/hold-incidents";
import {
  endSignals,
  findDecidedRuns,
  findSignals,
  hasSignals,
  takeDecision,
  type SignalledRoutine,
  type SignalRun,
} from "@/db/queries/incidents/signals";
import {
  insertIncidents,
  insertTransitions,
  updateIncidents,
  type NewIncident,
} from "@/db/queries/incidents/write-incidents";
import {
  alertPolicy,
  defaultAlertPolicy,
  type AlertPolicy,
} from "@/lib/domain/incidents/alert-policy";
import {
  decideRuns,
  type ChangedIncident,
  type TransitionMade,
} from "@/lib/domain/incidents/decide-runs";
import { notificationDueAt } from "@/lib/domain/incidents/due-at";
import { groupOf, joinGroup } from "@/lib/domain/incidents/incident-group";
import { historyNeeded } from "@/lib/domain/incidents/meet-condition";

/** The result of one batch. */
export type DecisionReport = {
  /** The signals that were decided on. */
  decided: number;
  opened: number;
  resolved: number;
  /** Another transaction decides: nothing was done, and signals may be left. */
  isBusy: boolean;
};

const nothing: DecisionReport = { decided: 0, opened: 0, resolved: 0, isBusy: false };

/** Reads stored policies, each text once. One that can't be read counts as the built-in one. */
class PolicyReader {
  readonly #known = new Map<string, AlertPolicy>();

  read(stored: unknown): AlertPolicy {
    if (stored === null) return defaultAlertPolicy;
    const text = JSON.stringify(stored);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const parsed = alertPolicy.safeParse(stored);
    const policy = parsed.success ? parsed.data : defaultAlertPolicy;
    this.#known.set(text, policy);
    return policy;
  }
}

type Decided = {
  routine: SignalledRoutine;
  incidents: readonly ChangedIncident<SignalRun>[];
  transitions: readonly TransitionMade[];
};

/** Asks the machine about every signal of these routines, in their order. */
async function decide(tx: Transaction, routines: readonly SignalledRoutine[]): Promise<Decided[]> {
  const reader = new PolicyReader();
  const policies = new Map(routines.map(({ id, policy }) => [id, reader.read(policy)]));
  const policyOf = (id: string) => policies.get(id) ?? defaultAlertPolicy;
  const wanted = routines.map(({ id, signals }) => ({
    ...historyNeeded(policyOf(id)),
    routineId: id,
    oldest: new Date(Math.min(...signals.map(({ run }) => run.finishedAt.getTime()))),
  }));
  const earlier = await findDecidedRuns(tx, wanted);
  const heldRows = await holdNewestIncidents(
    tx,
    routines.map(({ id }) => id),
  );
  const heldOf = Map.groupBy(heldRows, ({ routineId }) => routineId);
  return routines.map((routine) => {
    const held = heldOf.get(routine.id) ?? [];
    const decided = decideRuns({
      policy: policyOf(routine.id),
      runs: routine.signals.map(({ run }) => run),
      earlier: earlier.get(routine.id) ?? [],
      incidents: new Map(held.map(({ trigger, id, progress }) => [trigger, { id, progress }])),
      newId: () => crypto.randomUUID(),
    });
    return { routine, ...decided };
  });
}

type Opened = Omit<NewIncident, "groupId">;

const openedBy = ({ routine, incidents }: Decided): Opened[] =>
  incidents.flatMap(({ opening, newest, ...incident }) =>
    opening === null || newest === null
      ? []
      : [
          {
            ...incident,
            ...{ workspaceId: routine.workspaceId, routineId: routine.id },
            ...{ endpointHost: routine.endpointHost, opening, newest },
          },
        ],
  );

const causeOf = ({ endpointHost, trigger, opening, progress }: Opened) => ({
  ...{ endpointHost, trigger, openedAt: progress.openedAt },
  errorCode: opening[0]?.errorCode ?? null,
});

/** Puts opened incidents into groups, in the order in which they were opened. */
async function assignGroups(
  tx: Transaction,
  opened: readonly Opened[],
): Promise<{ incidents: NewIncident[]; groups: HeldGroup[] }> {
  if (opened.length === 0) return { incidents: [], groups: [] };
  const inOrder = opened.toSorted(
    (a, b) =>
      a.progress.openedAt.getTime() - b.progress.openedAt.getTime() ||
      (a.routineId < b.routineId ? -1 : 1),
  );
  const candidates = Map.groupBy(
    await findJoinableGroups(
      tx,
      inOrder.map((incident) => ({ ...incident, ...causeOf(incident) })),
    ),
    ({ workspaceId }) => workspaceId,
  );
  const joined = new Map<string, HeldGroup>();
  const incidents = inOrder.map((incident): NewIncident => {
    const { workspaceId } = incident;
    const cause = causeOf(incident);
    const known = candidates.get(workspaceId) ?? [];
    const found = groupOf(cause, known);
    const before = known.find(({ id }) => id === found?.id);
    const group: HeldGroup =
      before === undefined
        ? {
            ...{ id: crypto.randomUUID(), workspaceId, incidentCount: 1 },
            ...{ endpointHost: cause.endpointHost, errorCode: cause.errorCode },
            ...{ openedAt: cause.openedAt, lastJoinedAt: cause.openedAt },
            hasMissed: cause.trigger === "MISSED",
          }
        : {
            ...before,
            ...joinGroup(before, cause),
            incidentCount: before.incidentCount + 1,
          };
    candidates.set(workspaceId, [...known.filter(({ id }) => id !== group.id), group]);
    joined.set(group.id, group);
    return { ...incident, groupId: group.id };
  });
  return { incidents, groups: Array.from(joined.values()) };
}

/** Writes what was decided, with the timelines and the outbox. */
async function write(tx: Transaction, decided: readonly Decided[]): Promise<void> {
  const { incidents, groups } = await assignGroups(tx, decided.flatMap(openedBy));
  await updateIncidents(
    tx,
    decided.flatMap((each) => each.incidents.filter(({ opening }) => opening === null)),
  );
  await saveGroups(tx, groups);
  await insertIncidents(tx, incidents);
  const groupById = new Map(groups.map((group) => [group.id, group]));
  const groupOfNew = new Map(incidents.map(({ id, groupId }) => [id, groupById.get(groupId)]));
  await insertTransitions(
    tx,
    decided.flatMap(({ routine, transitions }) =>
      transitions.map((made) => ({
        ...made,
        ...{ workspaceId: routine.workspaceId, routineId: routine.id },
        ...{ source: "POLICY" as const, actorId: null, note: null, snoozedUntil: null },
        dueAt: notificationDueAt(
          made.type,
          made.at,
          groupOfNew.get(made.incidentId)?.openedAt ?? null,
        ),
      })),
    ),
  );
}

/**
 * Decides on the oldest recorded runs that may concern an incident, up to `limit`, in one transaction:
 * their transitions, timelines, groups and outbox are written, and they leave the log. Whatever happens
 * to the process, each is decided on once, and those of a routine in their order. Times are those of the
 * runs. With `routineId`, only on those of one routine.
 */
export async function decideSignals(
  db: Database,
  { limit, routineId = null }: { limit: number; routineId?: string | null },
): Promise<DecisionReport> {
  if (!(await hasSignals(db, routineId))) return nothing;
  return db.transaction(async (tx) => {
    if (!(await takeDecision(tx))) return { ...nothing, isBusy: true };
    const { ids, routines } = await findSignals(tx, { limit, routineId });
    if (ids.length === 0) return nothing;
    const decided = await decide(tx, routines);
    await write(tx, decided);
    await endSignals(tx, { ids, routineIds: routines.map(({ id }) => id) });
    const made = decided.flatMap(({ transitions }) => transitions);
    return {
      decided: ids.length,
      opened: made.filter(({ event }) => event === "incident.opened").length,
      resolved: made.filter(({ event }) => event === "incident.resolved").length,
      isBusy: false,
    };
  });
}
