import { useEffect, useRef, useState } from "react";
import { columnNumber, type PulseColumn, type PulseColumns } from "@/lib/domain/run/pulse";

/**
 * The columns of rows by their ids; a row without runs is not in it. Columns have their numbers since
 * 1970, so that those that are known stay true as time goes on.
 */
export type GridColumns = ReadonlyMap<string, readonly PulseColumn[]>;

const isPulseColumns = (body: unknown): body is PulseColumns =>
  typeof body === "object" &&
  body !== null &&
  "starts_at" in body &&
  "rows" in body &&
  Array.isArray(body.rows);

/** Milliseconds of interest until the columns are requested: a pointer that passes requests nothing. */
const REST_MS = 80;

/** How wide a grid's axis is, and each of its columns. */
export type GridAxis = { hours: number; columnMinutes: number };

/** The columns of these rows, numbered by `columnNumber`; null where the request fails. Never rejects. */
async function fetchColumns(
  ids: readonly string[],
  { hours, columnMinutes }: GridAxis,
  signal: AbortSignal,
): Promise<GridColumns | null> {
  try {
    const query = new URLSearchParams(ids.map((id) => ["routine_id", id]));
    query.set("hours", String(hours));
    const response = await fetch(`/api/pulse?${query}`, { cache: "no-store", signal });
    const body: unknown = response.ok ? await response.json() : null;
    if (!isPulseColumns(body)) return null;
    const first = columnNumber(body.starts_at, columnMinutes);
    return new Map(
      body.rows.map(({ id, columns }) => [
        id,
        columns.map((column) => ({ ...column, column: first + column.column })),
      ]),
    );
  } catch {
    return null;
  }
}

type Known = { columns: GridColumns; rows: readonly { id: string }[]; hours: number };

/**
 * The details of the marks of a grid. The page draws the marks without them: they are requested once
 * a mark is pointed at, and again with every new state of the rows until the pointer leaves.
 * `columns` is null before they are there; `withColumns` passes them on at once, or when they come
 * unless it was called again by then.
 */
export function useGridColumns(
  rows: readonly { id: string }[],
  { hours, columnMinutes }: GridAxis,
) {
  const [known, setKnown] = useState<Known | null>(null);
  const [isInterested, setIsInterested] = useState(false);
  const wanted = useRef<((columns: GridColumns) => void) | null>(null);
  // A wider axis has wider columns.
  const columns = known?.hours === hours ? known.columns : null;
  const isMissing = columns === null || known?.rows !== rows;

  useEffect(() => {
    if (!isInterested || !isMissing) return;
    const leaving = new AbortController();
    const request = async () => {
      const ids = rows.map(({ id }) => id);
      const found = await fetchColumns(ids, { hours, columnMinutes }, leaving.signal);
      if (leaving.signal.aborted || found === null) return;
      setKnown({ columns: found, rows, hours });
      wanted.current?.(found);
      wanted.current = null;
    };
    const resting = setTimeout(() => void request(), REST_MS);
    return () => {
      leaving.abort();
      clearTimeout(resting);
    };
  }, [isInterested, isMissing, rows, hours, columnMinutes]);

  function withColumns(pass: (columns: GridColumns) => void) {
    setIsInterested(true);
    if (columns === null) wanted.current = pass;
    else pass(columns);
  }

  function leave() {
    setIsInterested(false);
    wanted.current = null;
  }

  return { columns, withColumns, leave };
}
