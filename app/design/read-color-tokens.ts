import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type ColorToken = { name: `--${string}`; light: string; dark: string };

/** A token as it is declared: `--paper: light-dark(oklch(…), oklch(…));`. */
const DECLARATION = /^\s*(--[\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);$/gm;

/**
 * The colours of the stylesheet, in its order. The build resolves `light-dark()` once for the whole
 * page, so both values are read.
 */
export function parseColorTokens(stylesheet: string): ColorToken[] {
  return Array.from(stylesheet.matchAll(DECLARATION), ([, name = "", light = "", dark = ""]) => ({
    name: `--${name.slice(2)}` as const,
    light,
    dark,
  }));
}

export async function readColorTokens(): Promise<ColorToken[]> {
  return parseColorTokens(await readFile(join(process.cwd(), "app/globals.css"), "utf8"));
}
