import { useEffect, useRef, useState } from "react";
import { pulseShift, type PulseColumn, type PulseColumns } from "@/lib/domain/run/pulse";

/** The columns of rows by their ids; a row without runs is not in it. */
export type GridColumns = ReadonlyMap<string, readonly PulseColumn[]>;

const isPulseColumns = (body: unknown): body is PulseColumns =>
  typeof body === "object" &&
  body !== null &&
  "starts_at" in body &&
  "rows" in body &&
  Array.isArray(body.rows);

/** Milliseconds of interest until the columns are requested: a pointer that passes requests nothing. */
const REST_MS = 80;

/** The columns of these rows, counted from `startsAt`; null where the request fails. Never rejects. */
async function fetchColumns(
  ids: readonly string[],
  startsAt: string,
  signal: AbortSignal,
): Promise<GridColumns | null> {
  try {
    const query = new URLSearchParams(ids.map((id) => ["routine_id", id]));
    const response = await fetch(`/api/pulse?${query}`, { cache: "no-store", signal });
    const body: unknown = response.ok ? await response.json() : null;
    if (!isPulseColumns(body)) return null;
    // A further column may have begun since the page was rendered.
    const shift = pulseShift(startsAt, body.starts_at);
    return new Map(
      body.rows.map(({ id, columns }) => [
        id,
        columns.map((column) => ({ ...column, column: column.column + shift })),
      ]),
    );
  } catch {
    return null;
  }
}

type Known = { columns: GridColumns; rows: readonly { id: string }[]; startsAt: string };

/**
 * The details of the marks of a grid. The page draws the marks without them: they are requested once
 * a mark is pointed at, and again with every new state of the rows until the pointer leaves.
 * `columns` is null before they are there; `withColumns` passes them on at once, or when they come
 * unless it was called again by then.
 */
export function useGridColumns(rows: readonly { id: string }[], startsAt: string) {
  const [known, setKnown] = useState<Known | null>(null);
  const [isInterested, setIsInterested] = useState(false);
  const wanted = useRef<((columns: GridColumns) => void) | null>(null);
  // A column that has begun since moves all others.
  const columns = known?.startsAt === startsAt ? known.columns : null;
  const isMissing = columns === null || known?.rows !== rows;

  useEffect(() => {
    if (!isInterested || !isMissing) return;
    const leaving = new AbortController();
    const request = async () => {
      const ids = rows.map(({ id }) => id);
      const found = await fetchColumns(ids, startsAt, leaving.signal);
      if (leaving.signal.aborted || found === null) return;
      setKnown({ columns: found, rows, startsAt });
      wanted.current?.(found);
      wanted.current = null;
    };
    const resting = setTimeout(() => void request(), REST_MS);
    return () => {
      leaving.abort();
      clearTimeout(resting);
    };
  }, [isInterested, isMissing, rows, startsAt]);

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
