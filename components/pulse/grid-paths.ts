import { markPaths, type MarkPath } from "@/components/pulse/mark-paths";
import { barHeight, pulseHeights } from "@/components/pulse/pulse-scale";
import { runState } from "@/components/pulse/run-state";
import type { PulseColumn } from "@/lib/domain/run/pulse";

/** The marks of the grid in pixels; it is as wide as the page has room for. */
export const GRID_SIZE = { width: 3, height: 18, isStretched: true };

/** The marks of a row in a few paths, however many they are; x is counted in columns. */
export function gridPaths(columns: readonly PulseColumn[]): MarkPath[] {
  const shares = pulseHeights(columns.map(({ worst }) => worst));
  const marks = columns.map(({ column, worst }, index) => ({
    state: runState(worst),
    isQuiet: worst.in_maintenance,
    x: column + 0.5,
    barHeight: barHeight(GRID_SIZE.height, shares[index] ?? 1),
  }));
  return markPaths(marks, GRID_SIZE);
}
