"use client";

import { memo, useMemo, useRef, useState, type PointerEvent } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { useLateModule } from "@/components/hydration/use-late-module";
import { findStrip, readStripPointer, type StripPointer } from "@/components/pulse/mark-pointer";
import { RoutineRow, type RoutineLine } from "@/components/routines/list/routine-row";

const loadCards = () => import("@/components/pulse/strip-cards");

/** Not rendered again while the strips are walked. */
const MemoizedRow = memo(RoutineRow);

type RoutineRowsProps = {
  rows: readonly RoutineLine[];
  /** Marks a strip. */
  places: number;
  canEdit: boolean;
};

/**
 * The routines of a table, with the cards of their strips, whose code is loaded when a strip is
 * first pointed at or focused. All strips are one stop of the tab key. Controls that need a script
 * show with `group-data-live/rows` once it runs, without a second render of the rows.
 */
export function RoutineRows({ rows, places, canEdit }: RoutineRowsProps) {
  const [cards, fetchCards] = useLateModule(loadCards);
  const [asked, setAsked] = useState<{ host: HTMLElement; first: StripPointer | null } | null>(
    null,
  );
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const hasHeldTap = useRef(false);
  const isHydrated = useHydrated();
  const strips = useMemo(
    () => rows.map(({ id, name, pulse, newestRunId }) => ({ id, name, code: pulse, newestRunId })),
    [rows],
  );
  const drawn = rows.filter(({ pulse }) => pulse !== "");
  const start = drawn.find(({ id }) => id === focusedId) ?? drawn[0];

  function ask(host: HTMLElement, first: StripPointer | null) {
    // Where the code fails to load, the next strip tries again, not the next pixel.
    if (first === null || first.strip !== asked?.first?.strip) fetchCards();
    setAsked({ host, first });
  }

  function point(event: PointerEvent<HTMLElement>) {
    const pointer = cards === null ? readStripPointer(event) : null;
    if (pointer !== null) ask(event.currentTarget, pointer);
  }

  return (
    <>
      <tbody
        role="rowgroup"
        data-live={isHydrated ? "" : undefined}
        onPointerMove={point}
        onPointerDown={point}
        onFocus={({ target, currentTarget }) => {
          const isByKeys = findStrip(target)?.matches(":focus-visible") === true;
          if (cards === null && isByKeys) ask(currentTarget, null);
        }}
        onClickCapture={(event) => {
          if (cards !== null || hasHeldTap.current || asked?.first?.by !== "touch") return;
          if (findStrip(event.target) === null) return;
          // A tap shows the card. Where its code fails to load, the next tap opens the link.
          hasHeldTap.current = true;
          event.preventDefault();
        }}
        className="group/rows divide-y *:relative *:align-middle *:hover:bg-sunken/60 *:has-checked:bg-accent-wash *:has-[a:focus-visible]:bg-sunken max-md:block [&>tr>*]:px-4 [&>tr>*]:py-2"
      >
        {rows.map((row) => (
          <MemoizedRow
            key={row.id}
            {...row}
            places={places}
            canEdit={canEdit}
            isWalkStart={isHydrated && row === start}
          />
        ))}
      </tbody>
      {cards !== null && asked !== null && (
        <cards.StripCards
          host={asked.host}
          strips={strips}
          places={places}
          first={asked.first}
          onFocus={setFocusedId}
        />
      )}
    </>
  );
}
