import localFont from "next/font/local";

// The subsets for Latin letters are a third of the whole fonts, and nearly always all that is needed.

const sans = localFont({
  src: "../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist",
  weight: "100 900",
  adjustFontFallback: false,
});

/** All other letters that Geist has: fetched where a text holds one. */
const moreSans = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist-more",
  weight: "100 900",
  preload: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-10FFFF" }],
});

/** In its one weight that is used: a variable font is more than twice as much. */
const mono = localFont({
  src: "../node_modules/@fontsource/geist-mono/files/geist-mono-latin-400-normal.woff2",
  variable: "--font-geist-mono",
  weight: "400",
  adjustFontFallback: false,
});

/** The classes that make the fonts known to the style sheet. */
export const fontVariables = `${sans.variable} ${moreSans.variable} ${mono.variable}`;
