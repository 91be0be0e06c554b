/** The outcomes of slots that a replay can be asked for. */
export const replayableStates = ["FAIL", "MISSED", "ABANDONED"] as const;
export type ReplayableState = (typeof replayableStates)[number];

/**
 * RUNNING: slots wait for their turn, or for their routine. DONE: each has its result. CANCELLED: what
 * waited isn't sent any more; a request in flight is finished and recorded.
 */
export const replayStates = ["RUNNING", "DONE", "CANCELLED"] as const;
export type ReplayState = (typeof replayStates)[number];

/**
 * WAITING: not sent yet, or given back. RUNNING: its request is in flight. SUCCESS, FAIL: the outcome that
 * the slot has now. LEFT_OUT: the slot had a success by then. CANCELLED: it was still waiting.
 */
export const replaySlotStates = [
  "WAITING",
  "RUNNING",
  "SUCCESS",
  "FAIL",
  "LEFT_OUT",
  "CANCELLED",
] as const;
export type ReplaySlotState = (typeof replaySlotStates)[number];

/** The most slots of a replay, and the most routines that one names. */
export const MAX_REPLAY_SLOTS = 1_000;
export const MAX_REPLAY_ROUTINES = 200;

/** The slots that are started in a minute, at most. */
export const MIN_REPLAY_PACE = 1;
export const MAX_REPLAY_PACE = 60;
export const DEFAULT_REPLAY_PACE = 10;

/** The most replays of a workspace that aren't over. */
export const MAX_OPEN_REPLAYS = 10;

/** The most slots that the windows of a replay may have, whatever their outcomes are. */
export const MAX_WINDOW_SLOTS = 50_000;
