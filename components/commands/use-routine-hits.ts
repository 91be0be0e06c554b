"use client";

import { useEffect, useState } from "react";
import type { PaletteActions } from "@/components/commands/command-actions";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

/** Milliseconds without a key until the server is asked. */
const PAUSE_MS = 150;

type Answer = { query: string; hits: readonly RoutineHit[]; hasFailed: boolean };

const none: Answer = { query: "", hits: [], hasFailed: false };

/** The routines that a text finds. Those of the text before stay until the answer is there. */
export function useRoutineHits(search: PaletteActions["search"], text: string) {
  const [answer, setAnswer] = useState(none);
  const query = text.trim();

  useEffect(() => {
    if (query === "") return;
    let isWanted = true;
    const ask = async () => {
      const result = await search(query).catch(() => null);
      if (!isWanted) return;
      const hits = result?.ok === true ? result.data : [];
      setAnswer({ query, hits, hasFailed: result?.ok !== true });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [search, query]);

  const { hits, hasFailed } = query === "" ? none : answer;
  return { hits, hasFailed, isSearching: query !== "" && query !== answer.query };
}
