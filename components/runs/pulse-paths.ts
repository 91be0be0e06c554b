import type { DrawnMark } from "@/components/runs/pulse-code";
import {
  DOT_RADIUS,
  DOT_Y,
  hollowHeight,
  NOTCH,
  notchTop,
  STRIPE,
} from "@/components/runs/pulse-shape";
import type { RunState } from "@/components/runs/run-state";

/** The places of a strip, in pixels; bars stand on a line at `STRIP_HEIGHT`. */
export const STRIP_HEIGHT = 20;
export const PITCH = 4;

const WIDTH = 3;
const MIDDLE = WIDTH / 2;

type Drawing = {
  /** A mark with its left edge at `x` and a bar of this height. */
  draw: (x: number, bar: number) => string;
  paint: Record<string, string | number>;
};

/** Every state as `PulseShape` draws it, by paths that take any number of marks. */
const drawings: Record<RunState, readonly Drawing[]> = {
  SUCCESS: [
    {
      draw: (x, bar) => `M${x + 1} ${STRIP_HEIGHT - 1}v${2 - bar}h${WIDTH - 2}v${bar - 2}z`,
      paint: {
        fill: "var(--success)",
        stroke: "var(--success)",
        strokeWidth: 2,
        strokeLinejoin: "round",
      },
    },
  ],
  DEGRADED: [
    {
      draw: (x, bar) => {
        const hollow = hollowHeight(bar);
        const outline = `M${x} ${STRIP_HEIGHT}v${-bar}h${WIDTH}v${bar}z`;
        return `${outline}m1 ${hollow - bar}v${1 - hollow}h${WIDTH - 2}v${hollow - 1}z`;
      },
      paint: { fill: "var(--degraded)", fillRule: "evenodd" },
    },
  ],
  FAIL: [
    {
      draw: (x, bar) => {
        const top = STRIP_HEIGHT - bar;
        const notch = notchTop(top, bar);
        const foot =
          notch + NOTCH < STRIP_HEIGHT ? `M${x + MIDDLE} ${STRIP_HEIGHT}V${notch + NOTCH}` : "";
        return `${foot}M${x + MIDDLE} ${notch}V${top}`;
      },
      paint: { stroke: "var(--failed)", strokeWidth: WIDTH },
    },
    {
      draw: (x) => `M${x + MIDDLE} ${STRIP_HEIGHT + DOT_Y}h0`,
      paint: { stroke: "var(--failed)", strokeWidth: 2 * DOT_RADIUS, strokeLinecap: "round" },
    },
  ],
  MISSED: [
    {
      draw: (x, bar) =>
        `M${x + 0.5} ${STRIP_HEIGHT - 1.5}v${3 - bar}a1 1 0 0 1 2 0v${bar - 3}a1 1 0 0 1-2 0z`,
      paint: { fill: "none", stroke: "var(--missed)" },
    },
  ],
  ABANDONED: [
    {
      draw: (x, bar) => `M${x + MIDDLE} ${STRIP_HEIGHT}v${-bar}`,
      paint: { stroke: "var(--abandoned)", strokeWidth: WIDTH, strokeDasharray: `${STRIPE} 1` },
    },
  ],
  RUNNING: [
    {
      draw: (x, bar) =>
        `M${x} ${STRIP_HEIGHT - 1}v${2 - bar}q0-1 1-1h1q1 0 1 1v${bar - 2}q0 1-1 1h-1q-1 0-1-1z`,
      paint: {
        fill: "var(--accent)",
        className: "origin-bottom animate-grow [transform-box:fill-box]",
      },
    },
  ],
};

export type PulsePath = { state: RunState; d: string; paint: Drawing["paint"] };

/** The marks of a strip from `firstPlace` on, in one path for each state, two for failures. */
export function pulsePaths(marks: readonly DrawnMark[], firstPlace: number): PulsePath[] {
  const placed = marks.map((mark, index) => ({ ...mark, x: (firstPlace + index) * PITCH }));
  return [...new Set(marks.map(({ state }) => state))].flatMap((state) =>
    drawings[state].map(({ draw, paint }) => ({
      state,
      paint,
      d: placed
        .filter((mark) => mark.state === state)
        .map(({ x, barHeight }) => draw(x, barHeight))
        .join(""),
    })),
  );
}
