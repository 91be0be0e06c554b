import { pulseHeights } from "@/components/pulse/pulse-scale";
import {
  barHeight,
  DOT_RADIUS,
  DOT_Y,
  hollowHeight,
  NOTCH,
  notchTop,
  STRIPE,
} from "@/components/pulse/pulse-shape";
import { runState, type RunState } from "@/components/pulse/run-state";
import type { PulseColumn } from "@/lib/domain/run/pulse";

/** The greatest height of a bar, in pixels; bars stand on a line at this y. */
export const GRID_HEIGHT = 18;

/** How a line is painted. `hollow` is the inside of a bar that is not filled. */
type Stroke = "bar" | "dot" | "hollow";

type Drawing = {
  stroke: Stroke;
  /** A mark whose bar reaches from `GRID_HEIGHT` up to `top`. */
  draw: (x: number, top: number) => string;
  dashes?: string;
};

const bar = (x: number, top: number) => `M${x} ${GRID_HEIGHT}V${top}`;

const filledFrom = (top: number) => top + hollowHeight(GRID_HEIGHT - top);

/** Every state as `PulseShape` draws it, by upright lines: those keep their width as the field stretches. */
const drawings: Record<RunState, readonly Drawing[]> = {
  SUCCESS: [{ stroke: "bar", draw: bar }],
  DEGRADED: [
    { stroke: "bar", draw: bar },
    { stroke: "hollow", draw: (x, top) => `M${x} ${filledFrom(top)}V${top + 1}` },
  ],
  FAIL: [
    {
      stroke: "bar",
      draw: (x, top) => {
        const notch = notchTop(top, GRID_HEIGHT - top);
        const foot = notch + NOTCH < GRID_HEIGHT ? bar(x, notch + NOTCH) : "";
        return `${foot}M${x} ${notch}V${top}`;
      },
    },
    { stroke: "dot", draw: (x) => `M${x} ${GRID_HEIGHT + DOT_Y}v0` },
  ],
  MISSED: [
    { stroke: "bar", draw: bar },
    { stroke: "hollow", draw: (x, top) => `M${x} ${GRID_HEIGHT - 1}V${top + 1}` },
  ],
  ABANDONED: [{ stroke: "bar", draw: bar, dashes: `${STRIPE} 1` }],
  RUNNING: [{ stroke: "bar", draw: bar }],
};

export type GridPath = Pick<Drawing, "stroke" | "dashes"> & { state: RunState; d: string };

/** The marks of a row in one path for each state, at most two; x is counted in columns. */
export function gridPaths(marks: readonly PulseColumn[]): GridPath[] {
  const heights = pulseHeights(marks.map(({ worst }) => worst));
  const placed = marks.map(({ column, worst }, index) => ({
    state: runState(worst),
    x: column + 0.5,
    top: GRID_HEIGHT - barHeight(GRID_HEIGHT, heights[index] ?? 1),
  }));
  return [...new Set(placed.map(({ state }) => state))].flatMap((state) =>
    drawings[state].map(({ draw, ...paint }) => ({
      ...paint,
      state,
      d: placed
        .filter((mark) => mark.state === state)
        .map(({ x, top }) => draw(x, top))
        .join(""),
    })),
  );
}

/** How far a failure's dot is from edge to edge. */
export const DOT_SIZE = 2 * DOT_RADIUS;
