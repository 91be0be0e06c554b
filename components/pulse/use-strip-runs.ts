import { useEffect, useState } from "react";
import type { Page, RunDto } from "@/lib/domain/run/run";

/** Milliseconds at one strip until its runs are asked for: a pointer that passes asks for nothing. */
const REST_MS = 120;
/** Milliseconds until what the drawing tells is shown without what the server knows. */
const PATIENCE_MS = 200;

const isPage = (answer: unknown): answer is Page<RunDto> =>
  typeof answer === "object" && answer !== null && "data" in answer && Array.isArray(answer.data);

/** The newest runs of a routine, newest first; null where they cannot be had. Never rejects. */
async function fetchRuns(id: string, limit: number, signal: AbortSignal): Promise<RunDto[] | null> {
  try {
    const response = await fetch(`/api/routines/${id}/runs?limit=${limit}`, {
      cache: "no-store",
      signal,
    });
    const answer: unknown = response.ok ? await response.json() : null;
    return isPage(answer) ? answer.data : null;
  } catch {
    return null;
  }
}

type StripAtHand = {
  id: string;
  /** Changes with the runs of the strip. */
  version: string;
};

type Known = StripAtHand & { runs: readonly RunDto[] };

/**
 * The runs of the strip at hand, newest first; null until they are there, and where they cannot be
 * had. They are asked for once a version, and what is asked for a strip that was left is dropped.
 * `isSettled` is true once waiting for them is over.
 */
export function useStripRuns(strip: StripAtHand | null, places: number) {
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  const [settledId, setSettledId] = useState<string | null>(null);
  const id = strip?.id ?? null;
  const version = strip?.version ?? null;
  const found = id === null ? undefined : known.get(id);
  const runs = found?.version === version ? found.runs : null;
  const isWanted = runs === null;

  useEffect(() => {
    if (id === null || version === null || !isWanted) return;
    const leaving = new AbortController();
    const ask = async () => {
      const fetched = await fetchRuns(id, places, leaving.signal);
      if (leaving.signal.aborted) return;
      setSettledId(id);
      if (fetched !== null) {
        setKnown((current) => new Map(current).set(id, { id, version, runs: fetched }));
      }
    };
    const resting = setTimeout(() => void ask(), REST_MS);
    const waiting = setTimeout(() => setSettledId(id), PATIENCE_MS);
    return () => {
      leaving.abort();
      clearTimeout(resting);
      clearTimeout(waiting);
    };
  }, [id, version, isWanted, places]);

  return { runs, isSettled: runs !== null || settledId === id };
}
