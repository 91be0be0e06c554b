import { useEffect, useRef, useState } from "react";
import { unpackColumns } from "@/components/pulse/field-code";
import { pulseShift, type PulseColumn } from "@/lib/domain/run/pulse";

/** The columns of rows by their ids; a row without runs is not in it. */
export type GridColumns = ReadonlyMap<string, readonly PulseColumn[]>;

type Answer = { starts_at: string; rows: Record<string, string> };

const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === "object" && answer !== null && "starts_at" in answer && "rows" in answer;

/** Milliseconds of interest until the columns are asked for: a pointer that passes asks for nothing. */
const REST_MS = 80;

/** The columns of these rows, counted from `startsAt`; null where they cannot be had. Never rejects. */
async function fetchColumns(
  ids: readonly string[],
  startsAt: string,
  signal: AbortSignal,
): Promise<GridColumns | null> {
  try {
    const query = new URLSearchParams(ids.map((id) => ["routine_id", id]));
    const response = await fetch(`/api/pulse?${query}`, {
      cache: "no-store",
      signal,
    });
    const answer: unknown = response.ok ? await response.json() : null;
    if (!isAnswer(answer)) return null;
    // A further column may have begun since the page was made.
    const shift = pulseShift(startsAt, answer.starts_at);
    return new Map(
      Object.entries(answer.rows).map(([id, code]) => [
        id,
        unpackColumns(code).map((mark) => ({ ...mark, column: mark.column + shift })),
      ]),
    );
  } catch {
    return null;
  }
}

type Known = { columns: GridColumns; rows: readonly { id: string }[]; startsAt: string };

/**
 * What there is to tell of the marks of a field. The page draws them without it: it is asked for once
 * somebody is interested, and again with every new state of the rows until they leave. `columns` is
 * null before it is there; `withColumns` hands it on at once, or as it comes, unless somebody wants
 * another thing by then.
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
    const ask = async () => {
      const ids = rows.map(({ id }) => id);
      const found = await fetchColumns(ids, startsAt, leaving.signal);
      if (leaving.signal.aborted || found === null) return;
      setKnown({ columns: found, rows, startsAt });
      wanted.current?.(found);
      wanted.current = null;
    };
    const resting = setTimeout(() => void ask(), REST_MS);
    return () => {
      leaving.abort();
      clearTimeout(resting);
    };
  }, [isInterested, isMissing, rows, startsAt]);

  function withColumns(handOn: (columns: GridColumns) => void) {
    setIsInterested(true);
    if (columns === null) wanted.current = handOn;
    else handOn(columns);
  }

  function leave() {
    setIsInterested(false);
    wanted.current = null;
  }

  return { columns, withColumns, leave };
}
