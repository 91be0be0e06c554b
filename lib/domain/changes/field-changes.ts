/** A field that a change gives another value. One that is new has null before, one that goes null after. */
export type FieldChange = { path: string; before: unknown; after: unknown };

/** What a request would do to what it names. `none`: it is like that already. */
export type ChangeAction = "create" | "update" | "delete" | "none";

/** The outcome of a request with `dry_run=true`: nothing was written. */
export type DryRunDto = { dry_run: true; action: ChangeAction; changes: FieldChange[] };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The fields in which two states differ, by their paths as in problems, such as `headers_json.X-Team`.
 * Lists are compared as a whole. Null is a state that doesn't exist.
 */
export function findChanges(before: object | null, after: object | null): FieldChange[] {
  return changesWithin("", { ...before }, { ...after }, before !== null && after !== null);
}

function changesWithin(
  prefix: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  looksInside: boolean,
): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): FieldChange[] => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const [old = null, next = null] = [before[name], after[name]];
    if (isSame(old, next)) return [];
    if (looksInside && isRecord(old) && isRecord(next)) {
      return changesWithin(path, old, next, true);
    }
    return [{ path, before: old, after: next }];
  });
}
