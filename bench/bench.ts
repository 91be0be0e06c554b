import { parseArgs } from "node:util";

export type Bench = { help: string; run: (flags: string[]) => Promise<void> };

/** A flag that takes a whole number, with its bounds: no benchmark runs for ever. */
type NumberFlag = { fallback: number; min: number; max: number };

/**
 * Reads `--name VALUE` flags.
 * @throws {Error} naming a flag that is unknown or out of its bounds.
 */
export function readFlags<Numbers extends Record<string, NumberFlag>, Text extends string>(
  flags: string[],
  numbers: Numbers,
  texts: readonly Text[],
): Record<keyof Numbers, number> & Partial<Record<Text, string>> {
  const names = [...Object.keys(numbers), ...texts];
  const { values } = parseArgs({
    args: flags,
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  });
  const read = new Map<string, number | string>();
  for (const [name, { fallback, min, max }] of Object.entries(numbers)) {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`--${name} must be a whole number from ${min} to ${max}.`);
    }
    read.set(name, value);
  }
  for (const name of texts) {
    const value = values[name];
    if (typeof value === "string") read.set(name, value);
  }
  return Object.fromEntries(read) as Record<keyof Numbers, number> & Partial<Record<Text, string>>;
}

/** The value that a share of the values is not above; 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The middle value, or the mean of the two middle ones; 0 where there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Rows as text in aligned columns, the first to the left and the others to the right. */
export function formatTable(header: readonly string[], rows: readonly string[][]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}
