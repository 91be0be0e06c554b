import localFont from "next/font/local";

// The Latin subsets are a third of the whole fonts, and nearly always enough.

const sans = localFont({
  src: "./fonts/geist-latin.woff2",
  variable: "--font-geist",
  weight: "100 900",
  adjustFontFallback: false,
});

/** The whole font, for all other letters: fetched only where a text has one. */
const moreSans = localFont({
  src: "./fonts/geist.woff2",
  variable: "--font-geist-more",
  weight: "100 900",
  preload: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-10FFFF" }],
});

/** In the one weight that is used: the variable font is more than twice as large. */
const mono = localFont({
  src: "./fonts/geist-mono-latin-400.woff2",
  variable: "--font-geist-mono",
  weight: "400",
  adjustFontFallback: false,
});

/** The classes that define the font variables of the style sheet. */
export const fontVariables = `${sans.variable} ${moreSans.variable} ${mono.variable}`;
