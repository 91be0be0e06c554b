import { z } from "zod";
import type { Keyset } from "@/db/queries/routines";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { isStorable } from "@/lib/domain/storable-text";

const payload = z.strictObject({
  list: z.string(),
  value: z.string().refine(isStorable),
  id: z.uuid(),
});

/** An opaque cursor to the next page of `list`, which names the list and its order. */
export function encodeCursor(list: string, keyset: Keyset): string {
  return Buffer.from(JSON.stringify({ list, ...keyset })).toString("base64url");
}

/**
 * The position of a cursor.
 * @throws {ValidationError} for a cursor of another list, or one that was changed.
 */
export function decodeCursor(list: string, cursor: string): Keyset {
  try {
    const {
      value,
      id,
      list: of,
    } = payload.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    const isReadable = /(name|outcome)$/.test(list) || !Number.isNaN(Date.parse(value));
    if (of === list && isReadable) return { value, id };
  } catch {
    // The same error as below, whatever is wrong with it.
  }
  throw new ValidationError([describeProblem({ path: "cursor", code: "cursor_invalid" })]);
}

/** A page of `limit` items from rows that were read with one more than that. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  toCursor: (row: Row) => string,
): { data: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toItem),
    next_cursor: rows.length > limit && last !== undefined ? toCursor(last) : null,
  };
}
