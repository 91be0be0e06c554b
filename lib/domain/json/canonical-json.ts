import { isExactNumber, stringifyExactJson } from "@/lib/domain/json/exact-json";

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || isExactNumber(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, inOrder(item)]));
}

/** JSON in one form for equal data: names in order, and what is undefined left out. */
export const canonicalJson = (value: unknown): string => stringifyExactJson(inOrder(value));
