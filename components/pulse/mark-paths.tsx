import type { RunState } from "@/components/pulse/run-state";
import { cn } from "@/components/ui/cn";

/** The space under the line of the bars that a failure's dot takes, in pixels. */
export const DOT_ROOM = 5;

const DOT_Y = 3;
const DOT_SIZE = 3.5;
const NOTCH = 1.5;

/** Pale enough to stand back, and still a mark. */
const QUIET_OPACITY = 0.45;

/** What sets the form of a mark apart from a full bar. */
type Shape = {
  /** The part that is cut out of the bar, in pixels from its top. */
  gap?: (bar: number) => readonly [from: number, to: number];
  /** Whether the edges of the bar stay where it is cut. */
  isHollow?: boolean;
  hasDot?: boolean;
  stripes?: string;
  isGrowing?: boolean;
};

/**
 * The six shapes of a run: they show the outcome by form as well as by colour. A success is a full bar;
 * a degraded one is hollow in its upper quarter, and a missed one throughout; a failure has a notch, and
 * a dot below; an abandoned run is striped; a running one grows.
 */
const shapes: Record<RunState, Shape> = {
  SUCCESS: {},
  DEGRADED: { gap: (bar) => [1, Math.max(2, Math.round(bar * 0.25))], isHollow: true },
  FAIL: {
    gap: (bar) => {
      const notch = Math.max(1.5, Math.round(bar * 0.4));
      return [notch, notch + NOTCH];
    },
    hasDot: true,
  },
  MISSED: { gap: (bar) => [1, bar - 1], isHollow: true },
  ABANDONED: { stripes: "2 1" },
  RUNNING: { isGrowing: true },
};

const inks: Record<RunState, string> = {
  SUCCESS: "var(--success)",
  DEGRADED: "var(--degraded)",
  FAIL: "var(--failed)",
  MISSED: "var(--missed)",
  ABANDONED: "var(--abandoned)",
  RUNNING: "var(--accent)",
};

/** In the order of drawing. `edges` are the sides of a hollow bar; `inside` paints over its middle. */
const parts = ["bar", "edges", "inside", "dot"] as const;
type Part = (typeof parts)[number];

/**
 * A mark whose middle is at `x` and whose bar has this height in whole pixels. A quiet one is pale: its
 * run was in maintenance.
 */
export type PlacedMark = { state: RunState; x: number; barHeight: number; isQuiet?: boolean };

/** `height` is the line on which bars stand. The pixels of a stretched drawing have no known width. */
type MarkSize = { width: number; height: number; isStretched?: boolean };

/** All marks of one state, or one part of them. */
export type MarkPath = { state: RunState; part: Part; d: string; isQuiet?: true };

/** A mark by upright lines, which keep their width where a drawing is stretched sideways. */
function drawMark(mark: PlacedMark, { width, height, isStretched = false }: MarkSize) {
  const { state, x, barHeight: bar } = mark;
  const { gap, isHollow = false, hasDot = false } = shapes[state];
  const top = height - bar;
  const [from, to] = gap?.(bar) ?? [bar, bar];
  const line = (middle: number, bottom: number, end: number) => `M${middle} ${bottom}V${end}`;
  const full = line(x, height, top);
  const cut = (to < bar ? line(x, height, top + to) : "") + line(x, top + from, top);
  const side = width / 2 - 0.5;
  const drawn: Record<Part, string> = { bar: cut, edges: "", inside: "", dot: "" };
  if (isHollow && isStretched) {
    drawn.bar = full;
    drawn.inside = line(x, top + to, top + from);
  } else if (isHollow) {
    drawn.edges = line(x - side, height, top) + line(x + side, height, top);
  }
  if (hasDot) drawn.dot = `M${x} ${height + DOT_Y}h0`;
  return drawn;
}

/** The marks in one path for each state, two for some; the first are under the others. */
export function markPaths(marks: readonly PlacedMark[], size: MarkSize): MarkPath[] {
  const isQuietOf = (mark: PlacedMark) => mark.isQuiet === true;
  return [...new Set(marks.map(({ state }) => state))].flatMap((state) =>
    [true, false].flatMap((isQuiet) => {
      const drawn = marks
        .filter((mark) => mark.state === state && isQuietOf(mark) === isQuiet)
        .map((mark) => drawMark(mark, size));
      return parts
        .map((part) => ({
          state,
          part,
          d: drawn.map((mark) => mark[part]).join(""),
          ...(isQuiet && { isQuiet }),
        }))
        .filter(({ d }) => d !== "");
    }),
  );
}

/** On a phone, a stretched drawing is narrow. */
const narrow: Record<Part, string> = {
  bar: "max-sm:[stroke-width:2]",
  edges: "",
  inside: "max-sm:[stroke-width:0.75]",
  dot: "max-sm:[stroke-width:2.5]",
};

type MarkPathsProps = { paths: readonly MarkPath[] } & Pick<MarkSize, "width" | "isStretched">;

/** The paths of `markPaths` for the same `width`. A stretched drawing stands on a raised surface. */
export function MarkPaths({ paths, width, isStretched = false }: MarkPathsProps) {
  const widths: Record<Part, number> = { bar: width, edges: 1, inside: width - 2, dot: DOT_SIZE };
  return paths.map(({ state, part, d, isQuiet }) => (
    <path
      key={`${state} ${part} ${isQuiet === true}`}
      d={d}
      opacity={isQuiet === true ? QUIET_OPACITY : undefined}
      stroke={part === "inside" ? "var(--raised)" : inks[state]}
      strokeWidth={widths[part]}
      strokeLinecap={part === "dot" ? "round" : undefined}
      strokeDasharray={shapes[state].stripes}
      vectorEffect={isStretched ? "non-scaling-stroke" : undefined}
      className={
        cn(
          isStretched && narrow[part],
          shapes[state].isGrowing && "origin-bottom animate-grow [transform-box:fill-box]",
        ) || undefined
      }
    />
  ));
}

/** Marks in their places. */
export function Marks({ marks, ...size }: { marks: readonly PlacedMark[] } & MarkSize) {
  return <MarkPaths paths={markPaths(marks, size)} width={size.width} />;
}
