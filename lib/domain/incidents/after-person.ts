import {
  toldOf,
  type Decision,
  type IncidentProgress,
  type Transition,
} from "@/lib/domain/incidents/incident-machine";
import { MAX_SNOOZE_MINUTES } from "@/lib/domain/incidents/incident-options";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** What a person does to an incident. A note by itself is for its timeline, and changes nothing. */
export type IncidentAction =
  | { type: "acknowledge" }
  | { type: "snooze"; until: Date }
  | { type: "snooze"; minutes: number }
  | { type: "resolve" }
  | { type: "note" };

/** Why an action can't be done: the incident is over, or the end of the snooze is not ahead, or too far. */
export type ActionRefusal = "RESOLVED" | "SNOOZE_ENDS_BEFORE" | "SNOOZE_TOO_LONG";

const isSnoozed = ({ snoozedUntil }: IncidentProgress, at: Date) =>
  snoozedUntil !== null && snoozedUntil > at;

function decide(past: IncidentProgress, transition: Transition, at: Date): Decision {
  const isQuiet = transition === "acknowledged" && isSnoozed(past, at);
  const event = toldOf[transition];
  const quiet = past.inMaintenance ? "MAINTENANCE" : isQuiet ? "SNOOZED" : null;
  return {
    transition,
    event,
    quiet: event === null ? null : quiet,
    next: { ...past, transitions: past.transitions + 1 },
  };
}

/**
 * What an action at `at` does to an incident, or why it can't be done. To acknowledge one that is
 * acknowledged changes nothing. A snooze keeps the state, and replaces an earlier snooze. A resolution
 * ends the snooze.
 */
export function afterPerson(
  past: IncidentProgress,
  action: IncidentAction,
  at: Date,
): Decision | { refusal: ActionRefusal } {
  if (action.type === "note") return { transition: null, event: null, quiet: null, next: past };
  if (past.state === "resolved") return { refusal: "RESOLVED" };
  switch (action.type) {
    case "acknowledge": {
      if (past.state === "acknowledged") {
        return { transition: null, event: null, quiet: null, next: past };
      }
      const { next, ...decision } = decide(past, "acknowledged", at);
      return { ...decision, next: { ...next, state: "acknowledged", acknowledgedAt: at } };
    }
    case "snooze": {
      const until =
        "until" in action ? action.until : new Date(at.getTime() + action.minutes * MINUTE_MS);
      if (until <= at) return { refusal: "SNOOZE_ENDS_BEFORE" };
      if (until.getTime() - at.getTime() > MAX_SNOOZE_MINUTES * MINUTE_MS) {
        return { refusal: "SNOOZE_TOO_LONG" };
      }
      const { next, ...decision } = decide(past, "snoozed", at);
      return { ...decision, next: { ...next, snoozedUntil: until } };
    }
    case "resolve": {
      const { next, ...decision } = decide(past, "resolved", at);
      return {
        ...decision,
        next: {
          ...next,
          state: "resolved",
          snoozedUntil: null,
          resolvedAt: at,
          isResolvedByHand: true,
          goodRuns: 0,
        },
      };
    }
  }
}
