import { toWallMs } from "@/lib/domain/schedule/wall-clock";
import { MINUTE_MS } from "@/lib/domain/time-units";

/**
 * The offsets of wall clocks, in whole minutes. They come from Intl, and are assumed to change on a whole
 * minute and at most once in 48 hours, which holds for every zone from 1973 on.
 */

/** The minutes by which the wall clock is ahead of UTC in this minute since 1970. */
export function offsetAt(wallClock: Intl.DateTimeFormat, minute: number): number {
  return Math.floor(toWallMs(wallClock, minute * MINUTE_MS) / MINUTE_MS) - minute;
}

/** The first minute after `low`, up to `high`, with the offset of `high`. The two offsets differ. */
export function findTransition(wallClock: Intl.DateTimeFormat, low: number, high: number): number {
  const before = offsetAt(wallClock, low);
  let [last, first] = [low, high];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(wallClock, middle) === before) last = middle;
    else first = middle;
  }
  return first;
}
