import type { Theme } from "@/components/layout/themes";

/** The pictures in `public/images`, as `scripts/take-screenshots.ts` makes them: pixels, not CSS pixels. */
const sizes = {
  desktop: { width: 2400, height: 1520 },
  phone: { width: 780, height: 1240 },
} as const;
type Size = keyof typeof sizes;

/** Width of the smaller one of a desktop, for screens that are not sharp, in pixels. */
const SMALL_WIDTH = 1200;
/** How wide the picture is on a desktop: as the start page without its margins. */
const SHOWN_WIDTH = "(max-width: 1024px) calc(100vw - 4rem), 60rem";

const PHONE = "(max-width: 639px)";
const DARK = "(prefers-color-scheme: dark)";

type ScreenshotProps = { theme: Theme; locale: string; alt: string };

/** The product as it is, in the reader's theme and language, in the shape of the screen they hold. */
export function Screenshot({ theme, locale, alt }: ScreenshotProps) {
  const source = (shade: "light" | "dark", size: Size | `desktop-${typeof SMALL_WIDTH}`) =>
    `/images/overview-${locale}-${shade}-${size}.webp`;
  const desktop = (shade: "light" | "dark") => ({
    srcSet: `${source(shade, `desktop-${SMALL_WIDTH}`)} ${SMALL_WIDTH}w, ${source(shade, "desktop")} ${sizes.desktop.width}w`,
    sizes: SHOWN_WIDTH,
    ...sizes.desktop,
  });
  const shade = theme === "dark" ? "dark" : "light";
  return (
    <picture>
      {theme === "system" && (
        <>
          <source
            media={`${PHONE} and ${DARK}`}
            srcSet={source("dark", "phone")}
            {...sizes.phone}
          />
          <source media={DARK} {...desktop("dark")} />
        </>
      )}
      <source media={PHONE} srcSet={source(shade, "phone")} {...sizes.phone} />
      <img
        src={source(shade, "desktop")}
        alt={alt}
        fetchPriority="high"
        className="h-auto w-full"
        {...desktop(shade)}
      />
    </picture>
  );
}
