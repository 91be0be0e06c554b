import { useEffect, useEffectEvent, useState } from "react";
import type { MarkPointer } from "@/components/pulse/mark-pointer";
import type { CardAnchor } from "@/components/pulse/run-card";
import {
  nearestMark,
  walkMarks,
  type WalkKey,
  type WalkMark,
  type WalkRow,
  type WalkStart,
} from "@/components/pulse/walk-marks";

/** How far from a mark a pointer may be, in pixels: a finger is less exact than a mouse. */
const REACH = { mouse: 6, touch: 16 };

type ChosenBy = MarkPointer["by"] | "keys";

type Choice = {
  rowId: string;
  markId: WalkMark["id"];
  by: ChosenBy;
  at: number;
  anchor: CardAnchor;
};

type MarkWalkOptions = {
  /** The drawing of a row, on whose width its marks are placed; none where it isn't visible. */
  drawingOf: (rowId: string) => Element | null | undefined;
  /** Changes when rows may have moved: the choice then follows its row. */
  version: unknown;
  /** Where a mark is by now, as a share of its row's width; without it, marks stay in their places. */
  placeOf?: (markId: WalkMark["id"]) => number;
  /** In pixels. */
  reach?: Record<MarkPointer["by"], number>;
};

/**
 * The choice of one mark among rows of marks by mouse, touch or keys, with its place in the window.
 * Rows are passed with each call, since some are loaded only then.
 */
export function useMarkWalk({ drawingOf, version, placeOf, reach = REACH }: MarkWalkOptions) {
  const [choice, setChoice] = useState<Choice | null>(null);

  function choose(rowId: string, mark: WalkMark | null | undefined, by: ChosenBy) {
    const box = drawingOf(rowId)?.getBoundingClientRect();
    if (mark == null || box === undefined) {
      setChoice(null);
      return;
    }
    const { id: markId, at } = mark;
    const anchor = { x: box.left + at * box.width, top: box.top, bottom: box.bottom };
    setChoice({ rowId, markId, by, at, anchor });
  }

  /** Chooses the mark at a pointer, and returns it; none where none is within reach. */
  function point({ id, marks }: WalkRow, { x, by, isStill }: MarkPointer): WalkMark | null {
    const box = drawingOf(id)?.getBoundingClientRect();
    // A page that scrolls under a resting mouse takes nothing from the keys.
    if (box === undefined || (isStill && choice?.by === "keys")) return null;
    const mark = nearestMark(marks, (x - box.left) / box.width, reach[by] / box.width);
    choose(id, mark, by);
    return mark;
  }

  /** Chooses the mark to which a key leads, where there is one. */
  function walk(rows: readonly WalkRow[], key: WalkKey, from: WalkStart = choice) {
    const place = walkMarks(rows, from, key);
    if (place !== null) choose(place.rowId, place.mark, "keys");
  }

  /** Drops what was chosen in this way. */
  function leave(by: ChosenBy) {
    if (choice?.by === by) setChoice(null);
  }

  /** Moves the choice to where its row and its mark are now, and drops it where the mark is gone. */
  function follow() {
    if (choice === null) return;
    const at = placeOf?.(choice.markId) ?? choice.at;
    choose(choice.rowId, at < 0 ? null : { id: choice.markId, at }, choice.by);
  }

  /** Drops the choice where an event closes its card, and returns whether it does. */
  function close({ type }: Event): boolean {
    // A card that the keys have opened scrolls with the page.
    const isClosed = type !== "scroll" || choice?.by !== "keys";
    if (isClosed) setChoice(null);
    else follow();
    return isClosed;
  }

  const stay = useEffectEvent(follow);
  useEffect(() => {
    const frame = requestAnimationFrame(() => stay());
    return () => cancelAnimationFrame(frame);
  }, [version]);

  return { choice, choose, point, walk, leave, close };
}
