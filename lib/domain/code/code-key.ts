import { MAX_KEY_CHARACTERS } from "@/lib/domain/routine/routine-options";

/** Room for a number at the end. */
const MAX_NAME_PART = 60;

/** A name as a part of a key; `fallback` where it has nothing that a key may have. */
function partOf(name: string, fallback: string): string {
  const part = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .slice(0, MAX_NAME_PART)
    .replace(/^-+|-+$/g, "");
  return part === "" ? fallback : part;
}

/** A key below `prefix` made of a name, and numbered where `taken` has it. The key is taken then. */
export function makeKey(
  name: string,
  { prefix, fallback, taken }: { prefix: string; fallback: string; taken: Set<string> },
): string {
  const base = `${prefix}${partOf(name, fallback)}`.slice(0, MAX_KEY_CHARACTERS - 8);
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}-${number}`;
  taken.add(key);
  return key;
}
