import { inBraces, takesDays, valueNames } from "@/lib/domain/template/value-names";

const COMPARED_CHARACTERS = 32;
const MAX_SLIPS = 4;

/** The letters that must be inserted, removed or replaced to turn one word into the other. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const fold = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** How far a word is from a name: little where it is a part of it. */
function distanceOf(word: string, name: string): number {
  const slips = slipsBetween(word, name);
  const isPart = word.length > 2 && name.includes(word);
  return slips > 1 && isPart ? 1 + slips / 100 : slips;
}

/**
 * The value that was probably meant by what stands between braces, in braces and with the same offset;
 * empty where none comes near.
 */
export function findNearestName(inner: string): string {
  const [, typed = "", offset = ""] =
    /^(.*?)[ \t]*([+-]\d{1,4}d)?[ \t]*$/s.exec(inner.slice(0, COMPARED_CHARACTERS)) ?? [];
  // Other languages of templates put filters behind a bar.
  const word = fold(typed.split("|", 1).join());
  const near = valueNames
    .map((name) => ({ name, distance: distanceOf(word, fold(name)) }))
    .filter(({ name, distance }) => distance <= Math.min(MAX_SLIPS, fold(name).length / 2))
    .toSorted((a, b) => a.distance - b.distance)[0];
  if (near === undefined) return "";
  return inBraces(takesDays(near.name) ? `${near.name}${offset}` : near.name);
}
