import type { Theme } from "@/components/ui/themes";

/** The pictures in `public/images`, as `scripts/take-screenshots.ts` makes them: pixels, not CSS pixels. */
const shapes = {
  /** `small` is the width for screens that are not sharp; `shown` is the page without its margins. */
  desktop: {
    width: 2400,
    height: 1520,
    small: 1200,
    shown: "(max-width: 1024px) calc(100vw - 4rem), 60rem",
  },
  phone: { width: 960, height: 1536, small: 640, shown: "calc(100vw - 4rem)" },
} as const;
type PictureShape = keyof typeof shapes;

const PHONE = "(max-width: 639px)";
const DARK = "(prefers-color-scheme: dark)";

/** A picture of the product in the reader's theme and language, in the shape of their screen. */
export function Screenshot({ theme, locale, alt }: { theme: Theme; locale: string; alt: string }) {
  const of = (shade: "light" | "dark", shape: PictureShape) => {
    const { width, height, small, shown } = shapes[shape];
    const src = `/images/overview-${locale}-${shade}-${shape}`;
    const srcSet = `${src}-${small}.webp ${small}w, ${src}.webp ${width}w`;
    return { srcSet, sizes: shown, width, height };
  };
  const shade = theme === "dark" ? "dark" : "light";
  return (
    <picture>
      {theme === "system" && (
        <>
          <source media={`${PHONE} and ${DARK}`} {...of("dark", "phone")} />
          <source media={DARK} {...of("dark", "desktop")} />
        </>
      )}
      <source media={PHONE} {...of(shade, "phone")} />
      <img
        src={`/images/overview-${locale}-${shade}-desktop.webp`}
        alt={alt}
        fetchPriority="high"
        className="h-auto w-full"
        {...of(shade, "desktop")}
      />
    </picture>
  );
}
