import { runState, type RunState } from "@/components/pulse/run-state";
import type { PulseMark } from "@/lib/domain/run/pulse";

/** For a run without a duration: one that is running, was abandoned or never sent. */
const HEIGHT_WITHOUT_DURATION = 0.5;
const LOWEST = 0.28;

/** Durations that differ by less than this are drawn on the scale of those that do: noise isn't news. */
const LEAST_DURATION_RATIO = 8;

/**
 * The height of each mark, from 0 to 1, on a log scale within the strip: the longest run reaches
 * 1, and equal ratios of durations make equal steps.
 */
export function pulseHeights(marks: readonly Pick<PulseMark, "duration_ms">[]): number[] {
  const logs = marks.map(({ duration_ms: ms }) => (ms === null ? null : Math.log(Math.max(1, ms))));
  const known = logs.filter((log) => log !== null);
  const highest = Math.max(...known);
  const range = Math.max(highest - Math.min(...known), Math.log(LEAST_DURATION_RATIO));
  return logs.map((log) =>
    log === null ? HEIGHT_WITHOUT_DURATION : 1 - ((highest - log) / range) * (1 - LOWEST),
  );
}

/** In whole pixels, of a bar that takes this share of the height; never too low to be seen. */
export const barHeight = (height: number, share: number) => Math.max(3, Math.round(height * share));

/**
 * `degraded` runs are among those that `succeeded`. Those in `maintenance` are among the `other`,
 * whatever their outcome.
 */
export type PulseCounts = {
  count: number;
  succeeded: number;
  degraded: number;
  failed: number;
  other: number;
  maintenance: number;
};

/** Marks by outcome, as a strip says it in words. Quiet ones are of runs in maintenance. */
export function countStates(marks: readonly { state: RunState; isQuiet: boolean }[]): PulseCounts {
  const counted = marks.filter(({ isQuiet }) => !isQuiet);
  const countOf = (wanted: RunState) => counted.filter(({ state }) => state === wanted).length;
  const [degraded, failed] = [countOf("DEGRADED"), countOf("FAIL")];
  const succeeded = countOf("SUCCESS") + degraded;
  const other = marks.length - succeeded - failed;
  const maintenance = marks.length - counted.length;
  return { count: marks.length, succeeded, degraded, failed, other, maintenance };
}

/** As `countStates`, for runs. */
export const countOutcomes = (
  marks: readonly Pick<PulseMark, "status" | "is_degraded" | "in_maintenance">[],
) => countStates(marks.map((mark) => ({ state: runState(mark), isQuiet: mark.in_maintenance })));
