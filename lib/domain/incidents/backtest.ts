import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { alertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  beginGroup,
  groupOf,
  joinGroup,
  type GroupCandidate,
} from "@/lib/domain/incidents/incident-group";
import { MAX_BACKTEST_DAYS, type AlertTrigger } from "@/lib/domain/incidents/incident-options";
import { replayPolicy, type Moment } from "@/lib/domain/incidents/replay-policy";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { wholeNumber } from "@/lib/domain/inputs";

/** A draft of a policy, to be replayed over the runs of one routine, of those of a tag, or of the workspace. */
export const backtestInput = z
  .strictObject({
    routine_id: z.uuid(problem("routine_id_invalid")).nullable().default(null),
    tag_id: z.uuid(problem("tag_id_invalid")).nullable().default(null),
    policy: alertPolicy,
    days: wholeNumber(1, MAX_BACKTEST_DAYS, "backtest_days_out_of_range").default(7),
  })
  .refine(({ routine_id, tag_id }) => routine_id === null || tag_id === null, {
    ...problem("backtest_scope_twice"),
    path: ["tag_id"],
  });

/** What a policy would have opened and notified of. Incidents in maintenance are not among it. */
type BacktestCount = {
  opened: number;
  reopened: number;
  resolved: number;
  /** The messages of openings that a channel would have got: one for incidents of one cause. */
  messages: number;
};

/** An opening by the draft. */
type BacktestMoment = {
  routine_id: string;
  run_id: string;
  trigger: AlertTrigger;
  opened_at: string;
  /** Null where it would be open still. */
  resolved_at: string | null;
  is_reopened: boolean;
  in_maintenance: boolean;
};

/** A draft compared with the saved policies over stored runs. Times are RFC 3339 in UTC. */
export type BacktestDto = {
  /** The time from which runs were read: later than asked for where there are more than are read. */
  from: string;
  to: string;
  is_complete: boolean;
  /** The routines that have runs, and that the draft would apply to. */
  routines: number;
  runs: number;
  /** The failed runs, retried attempts left out: as many as one message a failure would be. */
  failures: number;
  saved: BacktestCount;
  draft: BacktestCount;
  /** The newest, up to a limit, oldest first. */
  moments: BacktestMoment[];
};

/** The runs of a routine, oldest first, and its policies. */
export type BacktestRoutine = {
  id: string;
  endpointHost: string;
  saved: AlertPolicy;
  draft: AlertPolicy;
  runs: readonly RunOutcome[];
};

const MAX_MOMENTS = 500;

/** The groups that an opening is compared with, the newest: more are hardly joined within two minutes. */
const MAX_OPEN_GROUPS = 200;

type RoutineMoment = Moment & { routine: BacktestRoutine };

/** The messages of openings, in their order: one that joins a group has no message of its own. */
function countMessages(openings: readonly RoutineMoment[]): number {
  let groups: GroupCandidate[] = [];
  let messages = 0;
  for (const { routine, run, trigger } of openings) {
    const opening = {
      endpointHost: routine.endpointHost,
      errorCode: run.errorCode,
      trigger,
      openedAt: run.finishedAt,
    };
    const joined = groupOf(opening, groups);
    if (joined === null) messages += 1;
    const id = joined?.id ?? String(messages);
    const group = joined === null ? beginGroup(id, opening) : joinGroup(joined, opening);
    groups = [...groups.filter((other) => other.id !== id).slice(-MAX_OPEN_GROUPS), group];
  }
  return messages;
}

function replayAll(routines: readonly BacktestRoutine[], which: "saved" | "draft") {
  const moments = routines
    .flatMap((routine) =>
      replayPolicy(routine[which], routine.runs).map((moment) => ({ ...moment, routine })),
    )
    .sort((a, b) => a.run.finishedAt.getTime() - b.run.finishedAt.getTime());
  const notified = moments.filter(({ isQuiet }) => !isQuiet);
  const count: BacktestCount = {
    opened: notified.filter(({ isReopened }) => !isReopened).length,
    reopened: notified.filter(({ isReopened }) => isReopened).length,
    resolved: notified.filter(({ resolvedAt }) => resolvedAt !== null).length,
    messages: countMessages(notified),
  };
  return { moments, count };
}

/** Replays the draft and the saved policies over the same runs. */
export function backtest(
  routines: readonly BacktestRoutine[],
  period: Pick<BacktestDto, "from" | "to" | "is_complete">,
): BacktestDto {
  const runs = routines.flatMap((routine) => routine.runs);
  const draft = replayAll(routines, "draft");
  return {
    ...period,
    routines: routines.length,
    runs: runs.length,
    failures: runs.filter(({ status, willRetry }) => status === "FAIL" && !willRetry).length,
    saved: replayAll(routines, "saved").count,
    draft: draft.count,
    moments: draft.moments.slice(-MAX_MOMENTS).map((moment) => ({
      routine_id: moment.routine.id,
      run_id: moment.run.runId,
      trigger: moment.trigger,
      opened_at: moment.run.finishedAt.toISOString(),
      resolved_at: moment.resolvedAt?.toISOString() ?? null,
      is_reopened: moment.isReopened,
      in_maintenance: moment.isQuiet,
    })),
  };
}
