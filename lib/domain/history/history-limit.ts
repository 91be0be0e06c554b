/**
 * Removing begins when the runs take this share of `RUN_HISTORY_MAX_MB`. The rest is for space on disk
 * that is free but can't be used yet, up to 47 % of what the runs take, as measured.
 */
const START_SHARE = 0.65;

/** Removing ends at this share, so that it isn't needed with each tick. */
const END_SHARE = 0.55;

/** The bytes from which on the history is looked at more closely. */
export const trimsFrom = (maxBytes: number): number => START_SHARE * maxBytes;

/** The bytes to remove from a history that takes `usedBytes`; 0 where it is small enough. */
export const bytesToTrim = (usedBytes: number, maxBytes: number): number =>
  usedBytes < trimsFrom(maxBytes) ? 0 : Math.round(usedBytes - END_SHARE * maxBytes);
