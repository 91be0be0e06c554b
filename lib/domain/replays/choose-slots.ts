import { replayableStates, type ReplayableState } from "@/lib/domain/replays/replay-options";
import type { SlotEntry, SlotState } from "@/lib/domain/slots/slot-ledger";

/**
 * Why a slot of the window isn't run again. SUCCEEDED: it went well. NOT_ASKED: its outcome isn't among
 * those asked for. UNFINISHED: its own run isn't over. NEVER_DUE: the routine was paused, edited or outside
 * its dates. NOT_RECORDED: nothing is known of it. IN_REPLAY: another replay has it.
 */
export const leftOutReasons = [
  "SUCCEEDED",
  "NOT_ASKED",
  "UNFINISHED",
  "NEVER_DUE",
  "NOT_RECORDED",
  "IN_REPLAY",
] as const;
export type LeftOut = (typeof leftOutReasons)[number];

export type ChosenSlot = { slot: Date; was: ReplayableState; missedBy: string | null };

export type ChosenSlots = { chosen: ChosenSlot[]; leftOut: Record<LeftOut, number> };

export const nothingLeftOut = (): Record<LeftOut, number> => ({
  SUCCEEDED: 0,
  NOT_ASKED: 0,
  UNFINISHED: 0,
  NEVER_DUE: 0,
  NOT_RECORDED: 0,
  IN_REPLAY: 0,
});

const reasons: Record<Exclude<SlotState, ReplayableState>, LeftOut> = {
  SUCCESS: "SUCCEEDED",
  DEGRADED: "SUCCEEDED",
  RUNNING: "UNFINISHED",
  RETRYING: "UNFINISHED",
  WAITING: "UNFINISHED",
  PAUSED: "NEVER_DUE",
  BEFORE_START: "NEVER_DUE",
  AFTER_END: "NEVER_DUE",
  EDITED: "NEVER_DUE",
  UNRECORDED: "NOT_RECORDED",
};

const isReplayable = (state: SlotState): state is ReplayableState =>
  (replayableStates as readonly SlotState[]).includes(state);

/**
 * Chooses the slots of a routine's ledger that a replay runs, and counts all others by reason. `isOver`
 * says whether the routine has moved on from a slot; `isOpen`, whether another replay has it.
 */
export function chooseSlots(
  entries: readonly SlotEntry[],
  options: {
    statuses: readonly ReplayableState[];
    isOver: (slot: Date) => boolean;
    isOpen: (slot: Date) => boolean;
  },
): ChosenSlots {
  const chosen: ChosenSlot[] = [];
  const leftOut = nothingLeftOut();
  for (const { slot, state, missedBy } of entries) {
    if (options.isOpen(slot)) leftOut.IN_REPLAY += 1;
    else if (!isReplayable(state)) leftOut[reasons[state]] += 1;
    else if (!options.statuses.includes(state)) leftOut.NOT_ASKED += 1;
    else if (!options.isOver(slot)) leftOut.UNFINISHED += 1;
    else chosen.push({ slot, was: state, missedBy: state === "MISSED" ? missedBy : null });
  }
  return { chosen, leftOut };
}
