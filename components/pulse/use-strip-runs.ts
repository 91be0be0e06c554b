import { useEffect, useState } from "react";
import { runState, type RunState } from "@/components/pulse/run-state";
import type { Page, RunDto } from "@/lib/domain/run/run";

/** Milliseconds at one strip until its runs are requested: a pointer that passes requests nothing. */
const REST_MS = 120;
/** Milliseconds until a card shows what the drawing says, without waiting for the runs any longer. */
const SETTLE_WITHIN_MS = 200;

/** A strip as it is drawn: its routine, its marks as a text of `packPulse`, and the run of the last mark. */
export type DrawnStrip = { id: string; code: string; newestRunId: string | null };

type Marked = Pick<RunDto, "id" | "status" | "is_degraded">;

/**
 * The run of the mark that is drawn as `state`, `age` places before the newest one, whose run is
 * `newestRunId`. `runs` are the routine's, newest first, and may have changed since the strip was
 * drawn: null where they no longer have one of the two, or where the mark's is in another state now.
 */
export function findMarkRun<Run extends Marked>(
  runs: readonly Run[],
  newestRunId: string | null,
  { age, state }: { age: number; state: RunState },
): Run | null {
  const newest = runs.findIndex(({ id }) => id === newestRunId);
  const run = newest === -1 ? undefined : runs[newest + age];
  return run !== undefined && runState(run) === state ? run : null;
}

const isPage = (body: unknown): body is Page<RunDto> =>
  typeof body === "object" && body !== null && "data" in body && Array.isArray(body.data);

/** The newest runs of a routine, newest first; null where the request fails. Never rejects. */
async function fetchRuns(id: string, limit: number, signal: AbortSignal): Promise<RunDto[] | null> {
  try {
    const response = await fetch(`/api/routines/${id}/runs?limit=${limit}`, {
      cache: "no-store",
      signal,
    });
    const body: unknown = response.ok ? await response.json() : null;
    return isPage(body) ? body.data : null;
  } catch {
    return null;
  }
}

/**
 * The runs of the current strip, newest first; null until they are there, and where the request
 * fails. They are requested once for each state of the strip; what comes for a strip that was left is
 * dropped. `isSettled` is true once waiting for them is over.
 */
export function useStripRuns(strip: DrawnStrip | null, places: number) {
  const [known, setKnown] = useState<ReadonlyMap<string, { version: string; runs: RunDto[] }>>(
    new Map(),
  );
  const [settledId, setSettledId] = useState<string | null>(null);
  const id = strip?.id ?? null;
  const version = strip === null ? "" : `${strip.code} ${strip.newestRunId ?? ""}`;
  const found = id === null ? undefined : known.get(id);
  const runs = found?.version === version ? found.runs : null;
  const isMissing = runs === null;

  useEffect(() => {
    if (id === null || !isMissing) return;
    const leaving = new AbortController();
    const request = async () => {
      const fetched = await fetchRuns(id, places, leaving.signal);
      if (leaving.signal.aborted) return;
      setSettledId(id);
      if (fetched !== null) {
        setKnown((current) => new Map(current).set(id, { version, runs: fetched }));
      }
    };
    const resting = setTimeout(() => void request(), REST_MS);
    const waiting = setTimeout(() => setSettledId(id), SETTLE_WITHIN_MS);
    return () => {
      leaving.abort();
      clearTimeout(resting);
      clearTimeout(waiting);
    };
  }, [id, version, isMissing, places]);

  return { runs, isSettled: runs !== null || settledId === id };
}
