import { barHeight, pulseHeights } from "@/components/pulse/pulse-scale";
import { runState, type RunState } from "@/components/pulse/run-state";
import type { StripMark } from "@/lib/domain/run/pulse";

const letters: Record<RunState, string> = {
  SUCCESS: "s",
  DEGRADED: "d",
  FAIL: "f",
  MISSED: "m",
  ABANDONED: "a",
  RUNNING: "r",
};
const states = new Map(
  (Object.keys(letters) as RunState[]).map((state) => [letters[state], state]),
);

/** The greatest height of a bar in a strip, in pixels. */
export const STRIP_HEIGHT = 20;

/** One figure holds the height of a bar: up to 35. */
const RADIX = 36;

/** One mark of a strip, its height in pixels. It is quiet where the run was in maintenance. */
export type DrawnMark = { state: RunState; barHeight: number; isQuiet: boolean };

/**
 * The marks of a strip in two characters each: its state, as a capital in maintenance, and the height of
 * its bar.
 */
export function packPulse(marks: readonly Omit<StripMark, "id">[]): string {
  const shares = pulseHeights(marks);
  return marks
    .map((mark, index) => {
      const pixels = barHeight(STRIP_HEIGHT, shares[index] ?? 1);
      const letter = letters[runState(mark)];
      return (mark.in_maintenance ? letter.toUpperCase() : letter) + pixels.toString(RADIX);
    })
    .join("");
}

/** The marks that `packPulse` packed; characters it does not know are left out. */
export function unpackPulse(code: string): DrawnMark[] {
  return [...code.matchAll(/(.)(.)/g)].flatMap(([, letter = "", figure = ""]) => {
    const state = states.get(letter.toLowerCase());
    if (state === undefined) return [];
    const isQuiet = letter !== letter.toLowerCase();
    return [{ state, barHeight: parseInt(figure, RADIX), isQuiet }];
  });
}
