/**
 * The column nearest to a place, of those that have a mark, or null where none is within `reach`. All
 * are counted in columns; `place` may lie anywhere in one.
 */
export function nearestColumn(
  columns: readonly { column: number }[],
  place: number,
  reach: number,
): number | null {
  let nearest: number | null = null;
  let least = reach;
  for (const { column } of columns) {
    const distance = Math.abs(column + 0.5 - place);
    if (distance <= least) {
      least = distance;
      nearest = column;
    }
  }
  return nearest;
}

type Walkable = readonly { columns: readonly { column: number }[] }[];
export type Place = { row: number; column: number };

const walkKeys = ["ArrowLeft", "ArrowRight", "Home", "End", "ArrowUp", "ArrowDown"] as const;
type WalkKey = (typeof walkKeys)[number];

/** Whether a key leads from mark to mark. */
export const isWalkKey = (key: string): key is WalkKey => walkKeys.some((known) => known === key);

/**
 * Where a key leads from a mark of a field: the mark before or after in its row, the first or last of
 * its row, or the nearest one of the next row that has any.
 */
export function walkMarks(rows: Walkable, from: Place, key: WalkKey): Place {
  const marks = rows[from.row]?.columns ?? [];
  const at = marks.findIndex(({ column }) => column === from.column);
  const inRow = (index: number): Place => ({
    row: from.row,
    column: marks[Math.min(marks.length - 1, Math.max(0, index))]?.column ?? from.column,
  });
  const inRowFrom = (step: 1 | -1): Place => {
    for (let row = from.row + step; row >= 0 && row < rows.length; row += step) {
      const column = nearestColumn(rows[row]?.columns ?? [], from.column + 0.5, Infinity);
      if (column !== null) return { row, column };
    }
    return from;
  };
  switch (key) {
    case "ArrowLeft":
      return inRow(at - 1);
    case "ArrowRight":
      return inRow(at + 1);
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
