/** The letters to insert, remove or replace in `a` to get `b`. */
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

/** The name that was probably meant by `word`; null where none comes near. */
export function nearestOf(word: string, names: readonly string[]): string | null {
  const near = [...new Set(names)]
    .map((name) => ({ name, slips: slipsBetween(word.toLowerCase(), name) }))
    .filter(({ name, slips }) => slips <= Math.max(1, Math.ceil(name.length / 3)))
    .sort((a, b) => a.slips - b.slips)[0];
  return near?.name ?? null;
}
