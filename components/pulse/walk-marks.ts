/** A mark that can be chosen. `at` is the place of its middle, as a share of the width of its row. */
export type WalkMark = { id: string | number; at: number };

/** Marks from left to right. */
export type WalkRow = { id: string; marks: readonly WalkMark[] };

/** The mark nearest to a place, or null where none is within `reach`. */
export function nearestMark<Mark extends WalkMark>(
  marks: readonly Mark[],
  place: number,
  reach: number,
): Mark | null {
  let nearest: Mark | null = null;
  let least = reach;
  for (const mark of marks) {
    const distance = Math.abs(mark.at - place);
    if (distance <= least) {
      least = distance;
      nearest = mark;
    }
  }
  return nearest;
}

const walkKeys = ["ArrowLeft", "ArrowRight", "Home", "End", "ArrowUp", "ArrowDown"] as const;
export type WalkKey = (typeof walkKeys)[number];

type WalkKeyPress = { key: string } & Partial<Record<"altKey" | "ctrlKey" | "metaKey", boolean>>;

/** The key that leads from mark to mark; null for any other, and for the browser's own shortcuts. */
export function walkKeyOf({ key, altKey, ctrlKey, metaKey }: WalkKeyPress): WalkKey | null {
  if (altKey === true || ctrlKey === true || metaKey === true) return null;
  return walkKeys.find((known) => known === key) ?? null;
}

/** The chosen mark; null for one in no row yet, and for none in its row. */
export type WalkStart = { rowId: string; markId: WalkMark["id"] | null } | null;

type Place = { rowId: string; mark: WalkMark };

/**
 * The mark to which a key leads: the one before or after in its row, the first or last of the row, or
 * the nearest one in the next row that has any. Where no mark of its row is chosen it is the newest
 * one, or the first for Home. Null where there is none.
 */
export function walkMarks(rows: readonly WalkRow[], from: WalkStart, key: WalkKey): Place | null {
  const row =
    from === null
      ? rows.findIndex(({ marks }) => marks.length > 0)
      : rows.findIndex(({ id }) => id === from.rowId);
  const { id: rowId, marks } = rows[row] ?? { id: "", marks: [] };
  const index = marks.findIndex(({ id }) => id === from?.markId);
  const current = marks[index];

  const inRow = (target: number): Place | null => {
    const mark = marks[Math.min(marks.length - 1, Math.max(0, target))];
    return mark === undefined ? null : { rowId, mark };
  };
  const inRowFrom = (step: 1 | -1): Place | null => {
    if (current === undefined) return inRow(marks.length - 1);
    for (let next = row + step; next >= 0 && next < rows.length; next += step) {
      const candidate = rows[next];
      const mark = nearestMark(candidate?.marks ?? [], current.at, Infinity);
      if (candidate !== undefined && mark !== null) return { rowId: candidate.id, mark };
    }
    return { rowId, mark: current };
  };
  switch (key) {
    case "ArrowLeft":
      return inRow(current === undefined ? marks.length - 1 : index - 1);
    case "ArrowRight":
      return inRow(current === undefined ? marks.length - 1 : index + 1);
    case "Home":
      return inRow(0);
    case "End":
      return inRow(marks.length - 1);
    case "ArrowUp":
      return inRowFrom(-1);
    case "ArrowDown":
      return inRowFrom(1);
  }
}
