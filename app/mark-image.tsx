import { ImageResponse } from "next/og";

/** The colours of `app/icon.svg`: an image outside of the page knows none of its tokens. */
const GROUND = "#0a6674";
const MARK = "#f4fbfc";

/** The bars of the sign: their tops and heights, in 32nds of the whole as in `app/icon.svg`. */
const bars = [
  { top: 15, height: 10 },
  { top: 11, height: 14 },
  { top: 7, height: 18 },
  { top: 18, height: 7 },
  { top: 13, height: 12 },
] as const;
const BAR_WIDTH = 3;
const PITCH = 4.5;
const LEFT = 5.5;

/**
 * Share of the whole. The bars stay within the inner four fifths, which show in every shape that a
 * launcher cuts out.
 */
const LOGO_SHARE = 0.9;

/** The sign on a ground without corners, which launchers cut to their own shape. */
export function drawLogo(size: number): ImageResponse {
  const unit = (size * LOGO_SHARE) / 32;
  const inset = (size * (1 - LOGO_SHARE)) / 2;
  return new ImageResponse(
    <div style={{ display: "flex", width: "100%", height: "100%", background: GROUND }}>
      {bars.map(({ top, height }, index) => (
        <div
          key={top}
          style={{
            position: "absolute",
            left: inset + (LEFT + index * PITCH) * unit,
            top: inset + top * unit,
            width: BAR_WIDTH * unit,
            height: height * unit,
            borderRadius: unit,
            background: MARK,
          }}
        />
      ))}
    </div>,
    { width: size, height: size },
  );
}
