/** The base in which figures are written. */
const RADIX = 36;

/** Whole numbers, or null where there is none, in one short text without `;`. */
export function packFigures(figures: readonly (number | null)[]): string {
  return figures.map((figure) => (figure === null ? "" : figure.toString(RADIX))).join(",");
}

/** What `packFigures` wrote. */
export function unpackFigures(text: string): (number | null)[] {
  return text.split(",").map((figure) => (figure === "" ? null : parseInt(figure, RADIX)));
}
