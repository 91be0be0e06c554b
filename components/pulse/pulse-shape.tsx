import type { RunState } from "@/components/pulse/run-state";

/** The space under the line that a failure's dot takes. */
export const DOT_ROOM = 5;

type PulseShapeProps = {
  status: RunState;
  width: number;
  /** The greatest height of a bar; the bar stands on a line at this y. */
  height: number;
  /** The share of the height that the bar takes, from 0 to 1. */
  share: number;
};

/** A failure's dot: its centre under the line, and its radius. */
export const DOT_Y = 3;
export const DOT_RADIUS = 1.75;

/** The height of a failure's notch, and of a stripe, after which one pixel is left empty. */
export const NOTCH = 1.5;
export const STRIPE = 2;

/** In whole pixels, and never too low to be seen. */
export const barHeight = (height: number, share: number) => Math.max(3, Math.round(height * share));

/** The part at the top of a degraded bar that stays hollow: a quarter. */
export const hollowHeight = (bar: number) => Math.max(2, Math.round(bar * 0.25));

/** Where the notch of a failed bar begins. */
export const notchTop = (top: number, bar: number) => top + Math.max(1.5, Math.round(bar * 0.4));

/**
 * One run as a shape, at x = 0. The outcome is told by form as well as colour: a full bar for
 * success, one filled to three quarters for degraded, a bar with a notch and a dot under it for
 * failure, hollow for missed, striped for abandoned, growing for running.
 */
export function PulseShape({ status, width, height, share }: PulseShapeProps) {
  const bar = barHeight(height, share);
  const top = height - bar;
  switch (status) {
    case "SUCCESS":
      return <rect y={top} width={width} height={bar} rx={1} fill="var(--success)" />;
    case "DEGRADED": {
      const filledFrom = top + hollowHeight(bar);
      return (
        <g fill="var(--degraded)">
          <rect
            x={0.5}
            y={top + 0.5}
            width={width - 1}
            height={bar - 1}
            fill="none"
            stroke="var(--degraded)"
          />
          <rect y={filledFrom} width={width} height={height - filledFrom} />
        </g>
      );
    }
    case "FAIL": {
      const notchAt = notchTop(top, bar);
      return (
        <g fill="var(--failed)">
          <path d={`M0 ${top}h${width}V${notchAt}H0Z`} />
          <path
            d={`M0 ${notchAt + NOTCH}h${width}V${height}H0Z`}
            visibility={notchAt + NOTCH < height ? "visible" : "hidden"}
          />
          <circle cx={width / 2} cy={height + DOT_Y} r={DOT_RADIUS} />
        </g>
      );
    }
    case "MISSED":
      return (
        <rect
          x={0.5}
          y={top + 0.5}
          width={width - 1}
          height={bar - 1}
          rx={1}
          fill="none"
          stroke="var(--missed)"
        />
      );
    case "ABANDONED":
      return (
        <g fill="var(--abandoned)">
          {Array.from({ length: Math.ceil(bar / (STRIPE + 1)) }, (_, index) => (
            <rect
              key={index}
              y={Math.max(top, height - index * (STRIPE + 1) - STRIPE)}
              width={width}
              height={STRIPE}
            />
          ))}
        </g>
      );
    case "RUNNING":
      return (
        <rect
          y={top}
          width={width}
          height={bar}
          rx={1}
          fill="var(--accent)"
          className="origin-bottom animate-grow [transform-box:fill-box]"
        />
      );
  }
}
