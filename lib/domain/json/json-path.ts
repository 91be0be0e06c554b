import { isExactNumber, type ExactNumber } from "@/lib/domain/json/exact-json";

type JsonScalar = string | number | boolean | null | ExactNumber;

/** A value that isn't a list or an object, and its path. */
export type JsonLeaf = { path: string; value: JsonScalar };

/** The JSONPath (RFC 9535) of a value, from the names and indexes that lead to it. */
export function writeJsonPath(keys: readonly (string | number)[]): string {
  const steps = keys.map((key) =>
    typeof key === "string" && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return `$${steps.join("")}`;
}

const isScalar = (value: unknown): value is JsonScalar =>
  typeof value !== "object" || value === null || isExactNumber(value);

/** The first `limit` values of a parsed JSON document that are no list and no object, in its order. */
export function findJsonLeaves(document: unknown, limit: number): JsonLeaf[] {
  const leaves: JsonLeaf[] = [];
  const waiting: { keys: (string | number)[]; value: unknown }[] = [{ keys: [], value: document }];
  while (leaves.length < limit) {
    const next = waiting.pop();
    if (next === undefined) break;
    const { keys, value } = next;
    if (isScalar(value)) {
      leaves.push({ path: writeJsonPath(keys), value });
      continue;
    }
    const members: [string | number, unknown][] = Array.isArray(value)
      ? [...value.entries()]
      : Object.entries(value as object);
    for (const [key, member] of members.toReversed()) {
      waiting.push({ keys: [...keys, key], value: member });
    }
  }
  return leaves;
}
