"use client";

import { useParams, usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import type { PaletteActions } from "@/components/commands/command-actions";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

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
