import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { MINUTE_MS } from "@/lib/domain/time-units";

export const JOIN_MINUTES = 2;

/** What an incident has in common with others of one cause. */
export type Cause = {
  endpointHost: string;
  errorCode: RunErrorCode | null;
  trigger: AlertTrigger;
};

/** A group; what its incidents don't have in common is null. */
export type GroupCandidate = {
  id: string;
  endpointHost: string | null;
  errorCode: RunErrorCode | null;
  /** One of its incidents is of missed slots. */
  hasMissed: boolean;
  lastJoinedAt: Date;
};

/** Errors that say nothing of a cause that several hosts could share. */
export const ownErrors: ReadonlySet<RunErrorCode | null> = new Set([
  null,
  "HTTP_STATUS",
  "ASSERTION",
]);

function shareCause(group: GroupCandidate, cause: Cause): boolean {
  if (group.endpointHost === cause.endpointHost) return true;
  if (!ownErrors.has(cause.errorCode) && group.errorCode === cause.errorCode) return true;
  return group.hasMissed && cause.trigger === "MISSED";
}

/**
 * The group that an incident opened at `openedAt` joins: the newest of its workspace that was joined
 * within two minutes and shares its host, an error that isn't the endpoint's own, or missed slots. Null
 * where it begins a group.
 */
export function groupOf(
  { openedAt, ...cause }: Cause & { openedAt: Date },
  candidates: readonly GroupCandidate[],
): GroupCandidate | null {
  const joinable = candidates.filter(
    (group) =>
      Math.abs(openedAt.getTime() - group.lastJoinedAt.getTime()) <= JOIN_MINUTES * MINUTE_MS &&
      shareCause(group, cause),
  );
  return joinable.reduce<GroupCandidate | null>(
    (newest, group) =>
      newest === null || group.lastJoinedAt > newest.lastJoinedAt ? group : newest,
    null,
  );
}

/** A group with one more incident: what they don't have in common becomes null. */
export function joinGroup(
  group: GroupCandidate,
  { openedAt, ...cause }: Cause & { openedAt: Date },
): GroupCandidate {
  return {
    id: group.id,
    endpointHost: group.endpointHost === cause.endpointHost ? group.endpointHost : null,
    errorCode: group.errorCode === cause.errorCode ? group.errorCode : null,
    hasMissed: group.hasMissed || cause.trigger === "MISSED",
    lastJoinedAt: openedAt > group.lastJoinedAt ? openedAt : group.lastJoinedAt,
  };
}

/** A group of one incident. */
export const beginGroup = (
  id: string,
  { endpointHost, errorCode, trigger, openedAt }: Cause & { openedAt: Date },
): GroupCandidate => ({
  id,
  endpointHost,
  errorCode,
  hasMissed: trigger === "MISSED",
  lastJoinedAt: openedAt,
});
