import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { cursorParameter, instantParameter, pageLimit, wholeNumber } from "@/lib/domain/inputs";
import type { LeftOut } from "@/lib/domain/replays/choose-slots";
import {
  DEFAULT_REPLAY_PACE,
  MAX_REPLAY_PACE,
  MAX_REPLAY_ROUTINES,
  MIN_REPLAY_PACE,
  replayableStates,
  replayStates,
  type ReplayableState,
  type ReplaySlotState,
  type ReplayState,
} from "@/lib/domain/replays/replay-options";
import { MAX_PAGE_ROWS } from "@/lib/domain/routine/routine-options";
import { tagFilter } from "@/lib/domain/tags/tag";

const statuses = z
  .array(
    z.enum(replayableStates, problem("replay_status_unknown")),
    problem("replay_status_unknown"),
  )
  .min(1, problem("replay_status_unknown"))
  .transform((names) => replayableStates.filter((name) => names.includes(name)));

const window = {
  from: instantParameter,
  to: instantParameter,
  statuses: statuses.default([...replayableStates]),
  pace: wholeNumber(MIN_REPLAY_PACE, MAX_REPLAY_PACE, "replay_pace_out_of_range").default(
    DEFAULT_REPLAY_PACE,
  ),
};

const isOrdered = ({ from, to }: { from: Date; to: Date }) => from < to;
const order = { ...problem("replay_window_reversed"), path: ["to"] };

/** A window of one routine: `from` inclusive, `to` exclusive; at most `pace` slots start in a minute. */
export const replayRoutineInput = z.strictObject(window).refine(isOrdered, order);

/** A window of several routines: of those named, or of those with every one of the tags. */
export const replayInput = z
  .strictObject({
    ...window,
    routine_ids: z
      .array(z.uuid(problem("routine_id_invalid")), problem("selection_invalid"))
      .min(1, problem("selection_invalid"))
      .max(MAX_REPLAY_ROUTINES, problem("replay_routines_too_many"))
      .optional(),
    tag: tagFilter.refine((names) => names.length > 0, problem("tag_name_required")).optional(),
  })
  .refine(isOrdered, order)
  .refine(({ routine_ids, tag }) => (routine_ids === undefined) !== (tag === undefined), {
    ...problem("replay_scope_unclear"),
    path: ["routine_ids"],
  });
export type ReplayInput = z.output<typeof replayInput>;

/** The query of what starts a replay: with `dry_run`, nothing is started. */
export const startReplayQuery = z.strictObject({
  dry_run: z.enum(["true", "false"], problem("dry_run_invalid")).optional(),
});

export const listReplaysInput = z.strictObject({
  limit: pageLimit(MAX_PAGE_ROWS, 50),
  cursor: cursorParameter,
  routine_id: z.uuid(problem("routine_id_invalid")).optional(),
  state: z.enum(replayStates, problem("replay_state_unknown")).optional(),
});
export type ListReplaysInput = z.output<typeof listReplaysInput>;

/** A routine in a replay. Its slots wait while it is paused. */
export type ReplayRoutine = { id: string; name: string; is_paused: boolean };

/** What a replay would do. Nothing was written. */
export type ReplayPreviewDto = {
  from: string;
  to: string;
  statuses: ReplayableState[];
  pace: number;
  /** The slots that would be run. */
  slot_count: number;
  by_status: Record<ReplayableState, number>;
  /** The least time that it takes, at this pace. */
  duration_seconds: number;
  /** The other slots of the window, by the reason for which they aren't run. */
  left_out: Record<LeftOut, number>;
  /** Slots before it aren't on record any more; null where the whole window is. */
  kept_since: string | null;
  routines: (ReplayRoutine & { slot_count: number })[];
};

/** A replay in the wire format. Times are RFC 3339 in UTC. */
export type ReplayDto = {
  id: string;
  workspace_id: string;
  /** RUNNING until each slot has its result; CANCELLED, while the last request may still be in flight. */
  state: ReplayState;
  from: string;
  to: string;
  statuses: ReplayableState[];
  pace: number;
  slot_count: number;
  /** How many of the slots are in each state. Those of a routine that was deleted are in none. */
  progress: Record<Lowercase<ReplaySlotState>, number>;
  routines: ReplayRoutine[];
  /** The member who started it; null for a key, and after the account was deleted. */
  created_by: string | null;
  created_at: string;
  finished_at: string | null;
};

/** A slot of a replay. */
export type ReplaySlotDto = {
  routine_id: string;
  slot: string;
  was: ReplayableState;
  state: ReplaySlotState;
  /** The run in flight or with the outcome. */
  run_id: string | null;
  /** The requests of this replay; more than one where a worker disappeared. */
  attempts: number;
  settled_at: string | null;
};

export type ReplayDetailDto = ReplayDto & {
  /** In the order in which they are run. */
  slots: ReplaySlotDto[];
};
