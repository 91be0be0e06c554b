import { GROUPING_SECONDS } from "@/lib/domain/channels/channel-options";
import type { Transition } from "@/lib/domain/incidents/incident-machine";
import { SECOND_MS } from "@/lib/domain/time-units";

/**
 * When channels may be notified of a transition made at `at`. What opens or is resolved waits for others
 * of the same cause: what joins a group meanwhile goes out with its first. What a person did does not wait.
 */
export function notificationDueAt(
  transition: Transition,
  at: Date,
  groupOpenedAt: Date | null,
): Date {
  if (transition !== "opened" && transition !== "reopened" && transition !== "resolved") return at;
  const after = (start: Date) => new Date(start.getTime() + GROUPING_SECONDS * SECOND_MS);
  if (transition !== "opened" || groupOpenedAt === null) return after(at);
  const first = after(groupOpenedAt);
  return first > at ? first : at;
}
