import { memo } from "react";
import { DOT_SIZE, GRID_HEIGHT, type GridPath } from "@/components/pulse/grid-paths";
import { DOT_ROOM } from "@/components/pulse/pulse-shape";
import type { RunState } from "@/components/pulse/run-state";
import { cn } from "@/components/ui/cn";

const inks: Record<RunState, string> = {
  SUCCESS: "var(--success)",
  DEGRADED: "var(--degraded)",
  FAIL: "var(--failed)",
  MISSED: "var(--missed)",
  ABANDONED: "var(--abandoned)",
  RUNNING: "var(--accent)",
};

const widths: Record<GridPath["stroke"], string> = {
  bar: "[stroke-width:3] max-sm:[stroke-width:2]",
  hollow: "[stroke-width:1] max-sm:[stroke-width:0.75]",
  dot: "max-sm:[stroke-width:2.5]",
};

type GridMarksProps = { paths: readonly GridPath[]; columns: number };

/**
 * The marks of a row of the field, each at its column: a few paths, however many marks there are, since
 * a day of twenty routines has more than a thousand. Is not drawn anew while a pointer moves over it.
 */
export const GridMarks = memo(function GridMarks({ paths, columns }: GridMarksProps) {
  const height = GRID_HEIGHT + DOT_ROOM;
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${columns} ${height}`}
      preserveAspectRatio="none"
      overflow="visible"
      fill="none"
    >
      {paths.map(({ state, stroke, dashes, d }) => (
        <path
          key={`${state} ${stroke}`}
          d={d}
          stroke={stroke === "hollow" ? "var(--raised)" : inks[state]}
          strokeWidth={stroke === "dot" ? DOT_SIZE : undefined}
          strokeLinecap={stroke === "dot" ? "round" : undefined}
          strokeDasharray={dashes}
          vectorEffect="non-scaling-stroke"
          className={cn(
            widths[stroke],
            state === "RUNNING" && "origin-bottom animate-grow [transform-box:fill-box]",
          )}
        />
      ))}
    </svg>
  );
});
