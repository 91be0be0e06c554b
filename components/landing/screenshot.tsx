import type { Theme } from "@/components/layout/themes";

/** The pictures in `public/images`, as `scripts/take-screenshots.ts` makes them: pixels, not CSS pixels. */
const sizes = {
  desktop: { width: 2400, height: 1520 },
  phone: { width: 780, height: 1240 },
} as const;
type Size = keyof typeof sizes;

const PHONE = "(max-width: 639px)";
const DARK = "(prefers-color-scheme: dark)";

type ScreenshotProps = { theme: Theme; locale: string; alt: string };

/** The product as it is, in the reader's theme and language, in the shape of the screen they hold. */
export function Screenshot({ theme, locale, alt }: ScreenshotProps) {
  const source = (shade: "light" | "dark", size: Size) =>
    `/images/overview-${locale}-${shade}-${size}.webp`;
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
          <source media={DARK} srcSet={source("dark", "desktop")} {...sizes.desktop} />
        </>
      )}
      <source media={PHONE} srcSet={source(shade, "phone")} {...sizes.phone} />
      <img
        src={source(shade, "desktop")}
        alt={alt}
        fetchPriority="high"
        className="h-auto w-full"
        {...sizes.desktop}
      />
    </picture>
  );
}
