import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffectEvent, useLayoutEffect, useMemo, useRef } from "react";
import { createPortal } from "react-dom";
import { findStrip, readStripPointer, type StripPointer } from "@/components/pulse/mark-pointer";
import { unpackPulse } from "@/components/pulse/pulse-code";
import { RunCard, type CardAnchor, type CardSummary } from "@/components/pulse/run-card";
import { markTime, type RunState } from "@/components/pulse/run-state";
import { useMarkWalk } from "@/components/pulse/use-mark-walk";
import { useRunSummaryText } from "@/components/pulse/use-run-summary-text";
import { findMarkRun, useStripRuns, type DrawnStrip } from "@/components/pulse/use-strip-runs";
import { walkKeyOf, walkMarks, type WalkMark } from "@/components/pulse/walk-marks";
import type { RunDto } from "@/lib/domain/run/run";

/** The part of its place that a mark takes, from the left. */
const MARK_SHARE = 0.75;
/** The ring around a mark, and what it leaves free above and below, in pixels. */
const RING_WIDTH = 7;
const RING_GAP = 2;

/** A strip and the name of its routine. */
type Strip = DrawnStrip & { name: string };

/** `id` counts the places from the left, `age` from the right, both from 0. */
type StripWalkMark = WalkMark & { age: number; state: RunState; isQuiet: boolean };

type StripCardsProps = {
  /** Holds the strips: each is a link with `data-strip`, in an element with `data-routine-id`. */
  host: HTMLElement;
  /** In the order in which they stand. */
  strips: readonly Strip[];
  places: number;
  /** The pointer that was at a strip before these cards could listen, if one was. */
  first: StripPointer | null;
  /** Called with the strip that got the focus. */
  onFocus: (id: string) => void;
};

/** The marks of a strip in its places; the newest takes the last one. */
export function stripMarks(code: string, places: number): StripWalkMark[] {
  const marks = unpackPulse(code);
  return marks.map(({ state, isQuiet }, index) => {
    const id = places - marks.length + index;
    return { id, at: (id + MARK_SHARE / 2) / places, age: places - 1 - id, state, isQuiet };
  });
}

const idOf = (element: Element) =>
  element.closest<HTMLElement>("[data-routine-id]")?.dataset.routineId ?? "";

/** The visible strip of a routine, of those for the widths of the window. */
const findShown = (host: Element, id: string) =>
  [...host.querySelectorAll<HTMLElement>("[data-strip]")].find(
    (element) => idOf(element) === id && element.getClientRects().length > 0,
  );

const ringAround = ({ x, top, bottom }: CardAnchor) => ({
  left: x - RING_WIDTH / 2,
  top: top - RING_GAP,
  width: RING_WIDTH,
  height: bottom - top + 2 * RING_GAP,
});

/** The card of a mark: its run, or as much as the drawing says. */
function toSummary({ state, isQuiet }: StripWalkMark, run: RunDto | null): CardSummary {
  if (run !== null) return { ...run, at: markTime(run) };
  const isDegraded = state === "DEGRADED";
  return {
    status: isDegraded ? "SUCCESS" : state,
    is_degraded: isDegraded,
    in_maintenance: isQuiet,
    http_status: null,
    duration_ms: null,
    error_code: null,
    lag_ms: null,
    at: null,
  };
}

/**
 * The cards of the strips in a list. Hover, touch, or the arrow keys choose a mark; Enter, or a second
 * touch of the same mark, opens its run where that is known. For a mouse, a strip stays a link.
 */
export function StripCards({ host, strips, places, first, onFocus }: StripCardsProps) {
  const t = useTranslations("pulse");
  const router = useRouter();
  const summaryText = useRunSummaryText();
  const { choice, choose, point, walk, leave, close } = useMarkWalk({
    drawingOf: (id) => findShown(host, id)?.querySelector("svg"),
    version: strips,
  });
  /** Whether the finger presses the mark that was chosen already; null where no finger presses. */
  const isRepeatedTouch = useRef(first?.by === "touch" ? false : null);

  const rows = useMemo(
    () => strips.map(({ id, code }) => ({ id, marks: stripMarks(code, places) })),
    [strips, places],
  );
  const rowOf = (id: string) => rows.find((row) => row.id === id) ?? { id, marks: [] };
  const strip = strips.find(({ id }) => id === choice?.rowId) ?? null;
  const { runs, isSettled } = useStripRuns(strip, places);
  const mark = rowOf(strip?.id ?? "").marks.find(({ id }) => id === choice?.markId);
  const run =
    mark === undefined || runs === null
      ? null
      : findMarkRun(runs, strip?.newestRunId ?? null, mark);

  const move = useEffectEvent((event: PointerEvent) => {
    const pointer = readStripPointer(event);
    if (pointer === null) leave("mouse");
    else point(rowOf(idOf(pointer.strip)), pointer);
  });

  const press = useEffectEvent((event: PointerEvent) => {
    const pointer = readStripPointer(event);
    isRepeatedTouch.current = null;
    if (pointer?.by !== "touch") return;
    const pressed = point(rowOf(idOf(pointer.strip)), pointer);
    isRepeatedTouch.current =
      choice?.rowId === idOf(pointer.strip) && choice.markId === pressed?.id;
  });

  const enter = useEffectEvent((target: EventTarget | null) => {
    const element = findStrip(target);
    if (element?.matches(":focus-visible") !== true) return;
    const id = idOf(element);
    onFocus(id);
    walk(rows, "End", { rowId: id, markId: null });
  });

  const step = useEffectEvent((event: KeyboardEvent) => {
    const element = findStrip(event.target);
    const key = walkKeyOf(event);
    if (element === null || key === null) return;
    const rowId = idOf(element);
    const place = walkMarks(rows, choice?.rowId === rowId ? choice : { rowId, markId: null }, key);
    if (place === null) return;
    event.preventDefault();
    findShown(host, place.rowId)?.focus();
    choose(place.rowId, place.mark, "keys");
  });

  const open = useEffectEvent((event: MouseEvent) => {
    if (findStrip(event.target) === null) return;
    const isByKeys = event.detail === 0 && choice?.by === "keys";
    const isFirstTouch = event.detail > 0 && isRepeatedTouch.current === false;
    const isSecondTouch = event.detail > 0 && isRepeatedTouch.current === true;
    if (isFirstTouch) event.preventDefault();
    else if ((isByKeys || isSecondTouch) && run !== null && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      router.push(`/runs/${run.id}`);
    }
  });

  const begin = useEffectEvent(() => {
    enter(document.activeElement);
    if (first !== null && (first.by === "touch" || first.strip.matches(":hover"))) {
      point(rowOf(idOf(first.strip)), first);
    }
  });

  const drop = useEffectEvent(leave);

  // Before the next tap, which the rows no longer hold back.
  useLayoutEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    host.addEventListener("pointermove", (event) => move(event), { signal });
    host.addEventListener("pointerdown", (event) => press(event), { signal });
    host.addEventListener("pointerleave", () => drop("mouse"), { signal });
    host.addEventListener("focusin", ({ target }) => enter(target), { signal });
    host.addEventListener("focusout", () => drop("keys"), { signal });
    host.addEventListener("keydown", (event) => step(event), { signal });
    // Before the link's own.
    host.addEventListener("click", (event) => open(event), { signal });
    const frame = requestAnimationFrame(() => begin());
    return () => {
      ending.abort();
      cancelAnimationFrame(frame);
    };
  }, [host]);

  function closeCard(event: Event) {
    // A press in a strip chooses its own mark.
    if (event.type !== "pointerdown" || findStrip(event.target) === null) close(event);
  }

  const summary = mark === undefined ? null : toSummary(mark, run);
  return createPortal(
    <>
      <div className="fixed top-0 left-0">
        <p role="status" className="sr-only">
          {choice?.by === "keys" && strip !== null && summary !== null && isSettled
            ? `${strip.name}. ${summaryText(summary)}`
            : null}
        </p>
      </div>
      {choice !== null && strip !== null && summary !== null && (
        <>
          <div
            aria-hidden
            className="pointer-events-none fixed z-10 rounded-[3px] border-[1.5px] border-accent"
            style={ringAround(choice.anchor)}
          />
          <RunCard
            run={summary}
            anchor={choice.anchor}
            title={strip.name}
            note={run !== null && choice.by !== "mouse" && t("opens", { by: choice.by })}
            isPending={!isSettled}
            onClose={closeCard}
          />
        </>
      )}
    </>,
    document.body,
  );
}
