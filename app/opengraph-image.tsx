import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageResponse } from "next/og";
import { getTranslations } from "next-intl/server";
import { themeColors } from "@/app/theme-colors";
import { HOUR_SECONDS } from "@/lib/domain/time-units";

export const alt = "OpsPulse";
export const size = { width: 1_200, height: 630 };
export const contentType = "image/png";

/** The tokens of the light theme as sRGB: the renderer reads no stylesheet. */
const INK = "#162126";
const INK_SOFT = "#454f54";
const SUCCESS = "#167645";
const FAILED = "#bc2826";
const MISSED = "#61676b";

const CACHE_SECONDS = HOUR_SECONDS;

const BAR_WIDTH = 14;
const PITCH = 22;
const TALLEST = 120;
const BARS = 49;

type Bar = { height: number; outcome: "success" | "failed" | "missed" };

/** A drawing, not data: durations that vary a little, one bad spell, one missed slot. */
const bars: Bar[] = Array.from({ length: BARS }, (_, index) => {
  if (index === 31 || index === 32) return { height: TALLEST, outcome: "failed" };
  if (index === 40) return { height: 60, outcome: "missed" };
  return { height: 48 + ((index * 29) % 43), outcome: "success" };
});

const looks = {
  success: { background: SUCCESS },
  failed: { background: FAILED },
  missed: { border: `2px solid ${MISSED}` },
} as const;

/** The renderer reads WOFF, but not WOFF2. */
const readFont = (file: string) => readFile(join(process.cwd(), "app/fonts", file));

/** The picture beside a link to this site wherever it is shared. */
export default async function OpenGraphImage() {
  const [t, semiBold, regular] = await Promise.all([
    getTranslations(),
    readFont("geist-latin-600.woff"),
    readFont("geist-latin-400.woff"),
  ]);
  return new ImageResponse(
    <div
      style={{
        display: "flex",
        flexDirection: "column",
        width: "100%",
        height: "100%",
        padding: "64px 62px",
        background: themeColors.light,
        color: INK,
        fontFamily: "Geist",
      }}
    >
      <div style={{ fontSize: 34, fontWeight: 600, color: themeColors.accent }}>
        {t("app.name")}
      </div>
      <div
        style={{
          marginTop: 40,
          maxWidth: 940,
          fontSize: 74,
          fontWeight: 600,
          lineHeight: 1.08,
          letterSpacing: "-0.03em",
          textWrap: "balance",
        }}
      >
        {t("landing.title")}
      </div>
      <div style={{ marginTop: 24, maxWidth: 900, fontSize: 30, lineHeight: 1.4, color: INK_SOFT }}>
        {t("app.description")}
      </div>
      <div style={{ display: "flex", alignItems: "flex-end", height: TALLEST, marginTop: "auto" }}>
        {bars.map(({ height, outcome }, index) => (
          <div
            key={index}
            style={{
              width: BAR_WIDTH,
              height,
              marginRight: PITCH - BAR_WIDTH,
              borderRadius: 3,
              ...looks[outcome],
            }}
          />
        ))}
      </div>
    </div>,
    {
      ...size,
      fonts: [
        { name: "Geist", data: semiBold, weight: 600 },
        { name: "Geist", data: regular, weight: 400 },
      ],
      headers: {
        "cache-control": `public, max-age=${CACHE_SECONDS}`,
        vary: "accept-language, cookie",
      },
    },
  );
}
