import { pulseHeights } from "@/components/pulse/pulse-scale";
import { barHeight } from "@/components/pulse/pulse-shape";
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

/** A figure for each height that a bar can have: up to 35. */
const RADIX = 36;

/** How one mark of a strip is drawn. */
export type DrawnMark = { state: RunState; barHeight: number };

/** The marks of a strip in two characters each, its outcome and the height of its bar, in order. */
export function packPulse(marks: readonly Omit<StripMark, "id">[], height: number): string {
  const shares = pulseHeights(marks);
  return marks
    .map((mark, index) => {
      const pixels = barHeight(height, shares[index] ?? 1);
      return letters[runState(mark)] + pixels.toString(RADIX);
    })
    .join("");
}

/** What `packPulse` wrote. */
export function unpackPulse(code: string): DrawnMark[] {
  return [...code.matchAll(/(.)(.)/g)].flatMap(([, letter = "", figure = ""]) => {
    const state = states.get(letter);
    return state === undefined ? [] : [{ state, barHeight: parseInt(figure, RADIX) }];
  });
}
