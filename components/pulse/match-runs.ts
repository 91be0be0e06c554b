import { packPulse, unpackPulse, type DrawnMark } from "@/components/pulse/pulse-code";
import { STRIP_HEIGHT } from "@/components/pulse/pulse-paths";
import { runState } from "@/components/pulse/run-state";
import type { StripMark } from "@/lib/domain/run/pulse";

/** How many runs may have come since a strip was drawn. After more of them nothing in it is sure. */
const MOST_NEW = 3;

/** Whether the runs can have been drawn as these marks, at whatever scale: none that ran longer is lower. */
function canBeDrawnAs(runs: readonly (StripMark | null)[], marks: readonly DrawnMark[]): boolean {
  const ended = marks.flatMap(({ state, barHeight }, index) => {
    const run = runs[index] ?? null;
    return run === null || state === "RUNNING" ? [] : [{ state, barHeight, run }];
  });
  const bars = ended
    .map(({ barHeight, run }) => ({ barHeight, ms: run.duration_ms ?? -1 }))
    .toSorted((a, b) => a.ms - b.ms);
  return (
    ended.every(({ state, run }) => state === runState(run)) &&
    bars.every(({ barHeight, ms }, index) => {
      const before = bars[index - 1];
      if (before === undefined || before.ms < 0) return true;
      return ms === before.ms ? barHeight === before.barHeight : barHeight >= before.barHeight;
    })
  );
}

/**
 * The run of each mark of a strip, oldest first, or null where that is not sure. `runs` is the list as
 * it is now, newest first, and cut off after `places`: since the strip was drawn some may have come,
 * and what was running may have ended.
 */
export function matchRuns<Run extends StripMark>(
  code: string,
  places: number,
  runs: readonly Run[],
): (Run | null)[] {
  const marks = unpackPulse(code);
  const count = marks.length;
  const isWhole = runs.length < places;
  const alignAfter = (newer: number) =>
    marks.map((_, index) => runs[count - 1 - index + newer] ?? null);
  const isPossible = (newer: number) =>
    isWhole ? count + newer === runs.length : count + newer >= runs.length;

  const newest = runs.slice(0, count).toReversed();
  if (isPossible(0) && packPulse(newest, STRIP_HEIGHT) === code) return newest;

  const alignments = Array.from({ length: MOST_NEW + 1 }, (_, newer) => newer)
    .filter(isPossible)
    .map(alignAfter)
    .filter((aligned) => canBeDrawnAs(aligned, marks));
  const [only, ...others] = alignments;
  return marks.map(({ state }, index) => {
    const run = others.length > 0 ? null : (only?.[index] ?? null);
    return run !== null && runState(run) === state ? run : null;
  });
}
