"use client";

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
