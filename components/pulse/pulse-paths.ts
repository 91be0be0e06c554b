import type { DrawnMark } from "@/components/pulse/pulse-code";
import {
  DOT_RADIUS,
  DOT_Y,
  hollowHeight,
  NOTCH,
  notchTop,
  STRIPE,
} from "@/components/pulse/pulse-shape";
import type { RunState } from "@/components/pulse/run-state";

/** The places of a strip, in pixels; bars stand on a line at `STRIP_HEIGHT`. */
export const STRIP_HEIGHT = 20;
export const PITCH = 4;

const WIDTH = 3;

/** How wide a mark is, and the line on which its bar stands: the greatest height of a bar. */
type MarkSize = { width: number; height: number };

type Drawing = {
  /** A mark with its left edge at `x` and a bar of this height. */
  draw: (x: number, bar: number, size: MarkSize) => string;
  paint: (size: MarkSize) => Record<string, string | number>;
};

const middle = (x: number, { width }: MarkSize) => x + width / 2;

/** Every state as `PulseShape` draws it, by paths that take any number of marks. */
const drawings: Record<RunState, readonly Drawing[]> = {
  SUCCESS: [
    {
      draw: (x, bar, { width, height }) =>
        `M${x + 1} ${height - 1}v${2 - bar}h${width - 2}v${bar - 2}z`,
      paint: () => ({
        fill: "var(--success)",
        stroke: "var(--success)",
        strokeWidth: 2,
        strokeLinejoin: "round",
      }),
    },
  ],
  DEGRADED: [
    {
      draw: (x, bar, { width, height }) => {
        const hollow = hollowHeight(bar);
        const outline = `M${x} ${height}v${-bar}h${width}v${bar}z`;
        return `${outline}m1 ${hollow - bar}v${1 - hollow}h${width - 2}v${hollow - 1}z`;
      },
      paint: () => ({ fill: "var(--degraded)", fillRule: "evenodd" }),
    },
  ],
  FAIL: [
    {
      draw: (x, bar, size) => {
        const { height } = size;
        const top = height - bar;
        const notch = notchTop(top, bar);
        const foot = notch + NOTCH < height ? `M${middle(x, size)} ${height}V${notch + NOTCH}` : "";
        return `${foot}M${middle(x, size)} ${notch}V${top}`;
      },
      paint: ({ width }) => ({ stroke: "var(--failed)", strokeWidth: width }),
    },
    {
      draw: (x, _bar, size) => `M${middle(x, size)} ${size.height + DOT_Y}h0`,
      paint: () => ({
        stroke: "var(--failed)",
        strokeWidth: 2 * DOT_RADIUS,
        strokeLinecap: "round",
      }),
    },
  ],
  MISSED: [
    {
      draw: (x, bar, { width, height }) =>
        `M${x + 0.5} ${height - 0.5}v${1 - bar}h${width - 1}v${bar - 1}z`,
      paint: () => ({ fill: "none", stroke: "var(--missed)", strokeLinejoin: "round" }),
    },
  ],
  ABANDONED: [
    {
      draw: (x, bar, size) => `M${middle(x, size)} ${size.height}v${-bar}`,
      paint: ({ width }) => ({
        stroke: "var(--abandoned)",
        strokeWidth: width,
        strokeDasharray: `${STRIPE} 1`,
      }),
    },
  ],
  RUNNING: [
    {
      draw: (x, bar, { width, height }) =>
        `M${x + 1} ${height - 1}v${2 - bar}h${width - 2}v${bar - 2}z`,
      paint: () => ({
        fill: "var(--accent)",
        stroke: "var(--accent)",
        strokeWidth: 2,
        strokeLinejoin: "round",
        className: "origin-bottom animate-grow [transform-box:fill-box]",
      }),
    },
  ],
};

export type PulsePath = { state: RunState; d: string; paint: Record<string, string | number> };

/** Marks with their left edges at `x`, in one path for each state, two for failures; the first are under the others. */
export function markPaths(
  marks: readonly (DrawnMark & { x: number })[],
  size: MarkSize,
): PulsePath[] {
  return [...new Set(marks.map(({ state }) => state))].flatMap((state) =>
    drawings[state].map(({ draw, paint }) => ({
      state,
      paint: paint(size),
      d: marks
        .filter((mark) => mark.state === state)
        .map(({ x, barHeight }) => draw(x, barHeight, size))
        .join(""),
    })),
  );
}

/** The marks of a strip from `firstPlace` on. */
export function pulsePaths(marks: readonly DrawnMark[], firstPlace: number): PulsePath[] {
  return markPaths(
    marks.map((mark, index) => ({ ...mark, x: (firstPlace + index) * PITCH })),
    { width: WIDTH, height: STRIP_HEIGHT },
  );
}
