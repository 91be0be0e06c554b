"use client";

import { useParams, usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import type { PaletteActions } from "@/components/commands/command-actions";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

/** Milliseconds from the last key until the server is asked. */
const PAUSE_MS = 150;

type SearchResponse = { query: string; hits: readonly RoutineHit[]; hasFailed: boolean };

const none: SearchResponse = { query: "", hits: [], hasFailed: false };

/** The routines that a text finds. Those of the previous text stay until the response is there. */
export function useRoutineHits(search: PaletteActions["search"], text: string) {
  const [response, setResponse] = useState(none);
  const query = text.trim();

  useEffect(() => {
    if (query === "") return;
    let isWanted = true;
    const ask = async () => {
      const result = await search(query).catch(() => null);
      if (!isWanted) return;
      const hits = result?.ok === true ? result.data : [];
      setResponse({ query, hits, hasFailed: result?.ok !== true });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [search, query]);

  const { hits, hasFailed } = query === "" ? none : response;
  return { hits, hasFailed, isSearching: query !== "" && query !== response.query };
}

/** The routine of the row that has the focus. */
const focusedRoutine = () =>
  document.activeElement?.closest<HTMLElement>("[data-routine-id]")?.dataset.routineId;

/** The routine that the reader is looking at: the page's own, or the focused row's. */
export function useCurrentRoutine(find: PaletteActions["find"]) {
  const { id } = useParams();
  const isRoutinePage = usePathname().startsWith("/routines/");
  const [rowId] = useState(focusedRoutine);
  const [routine, setRoutine] = useState<RoutineHit | null>(null);
  const [round, setRound] = useState(0);
  const wantedId = isRoutinePage && typeof id === "string" ? id : rowId;

  useEffect(() => {
    if (wantedId === undefined) return;
    let isWanted = true;
    const ask = async () => {
      const found = await find(wantedId).catch(() => null);
      if (isWanted) setRoutine(found);
    };
    void ask();
    return () => {
      isWanted = false;
    };
  }, [find, wantedId, round]);

  return { routine, reload: () => setRound((count) => count + 1) };
}
