const keyOf = (name: string) => name.toLowerCase();

/** Names of tags, each once whatever its case, in its first spelling. */
export function distinctTagNames(names: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const name of names) if (!byKey.has(keyOf(name))) byKey.set(keyOf(name), name);
  return [...byKey.values()];
}

/** Whether two lists name the same tags, in whatever order. */
export function isSameTags(a: readonly string[], b: readonly string[]): boolean {
  const keys = new Set(a.map(keyOf));
  return keys.size === b.length && b.every((name) => keys.has(keyOf(name)));
}

/** Names in a text, divided by commas, which no name has. */
export const splitTagNames = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

export const joinTagNames = (names: readonly string[]): string => names.join(", ");
