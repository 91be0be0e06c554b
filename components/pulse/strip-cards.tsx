import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { markTime } from "@/components/pulse/mark-time";
import { RunCard, type CardAnchor, type CardSummary } from "@/components/pulse/run-card";
import type { RunState } from "@/components/pulse/run-state";
import { stripColumns } from "@/components/pulse/strip-columns";
import { findStrip, readStripPointer, type StripPointer } from "@/components/pulse/strip-pointer";
import { useRunSummaryText } from "@/components/pulse/use-run-summary-text";
import { findMarkRun, useStripRuns, type DrawnStrip } from "@/components/pulse/use-strip-runs";
import { isWalkKey, nearestColumn, walkMarks } from "@/components/pulse/walk-marks";
import type { RunDto } from "@/lib/domain/run/run";

/** How far from a mark a pointer may be, in places of a strip: a finger is less exact than a mouse. */
const REACH = { mouse: 1.5, touch: 4 };
/** The part of its place that a mark takes. */
const MARK_SHARE = 0.75;
/** Pixels between a mark and the ring around it. */
const RING_GAP = 2;

/** A strip and the name of its routine. */
type Strip = DrawnStrip & { name: string };

/** A mark in the window, in pixels. */
type Box = { left: number; top: number; width: number; height: number };
type Choice = { id: string; column: number; by: StripPointer["type"] | "keys"; box: Box };

type StripCardsProps = {
  /** Holds the strips: each is a link with `data-strip`, in an element with `data-routine-id`. */
  host: HTMLElement;
  /** In the order in which they stand. */
  strips: readonly Strip[];
  places: number;
  /** The pointer that came to a strip before this was there to listen, if one did. */
  first: StripPointer | null;
  /** Called with the strip that got the focus. */
  onFocus: (id: string) => void;
};

const idOf = (element: Element) =>
  element.closest<HTMLElement>("[data-routine-id]")?.dataset.routineId ?? "";

/** The strip of a routine that is in sight: there may be one for each width of the window. */
const findShown = (host: Element, id: string) =>
  [...host.querySelectorAll<HTMLElement>("[data-strip]")].find(
    (element) => idOf(element) === id && element.getClientRects().length > 0,
  );

const drawingBox = (element: Element) =>
  (element.querySelector("svg") ?? element).getBoundingClientRect();

function markBox(element: Element, column: number, places: number): Box {
  const { left, top, width, height } = drawingBox(element);
  const pitch = width / places;
  return { left: left + column * pitch, top, width: pitch * MARK_SHARE, height };
}

const toAnchor = ({ left, top, width, height }: Box): CardAnchor => ({
  x: left + width / 2,
  top,
  bottom: top + height,
});

const ringAround = ({ left, top, width, height }: Box) => ({
  left: left - RING_GAP,
  top: top - RING_GAP,
  width: width + 2 * RING_GAP,
  height: height + 2 * RING_GAP,
});

/** What a card tells of a mark: its run, or as much as the drawing says. */
function toSummary(state: RunState, run: RunDto | null): CardSummary {
  if (run !== null) return { ...run, at: markTime(run) };
  const isDegraded = state === "DEGRADED";
  return {
    status: isDegraded ? "SUCCESS" : state,
    is_degraded: isDegraded,
    http_status: null,
    duration_ms: null,
    error_code: null,
    lag_ms: null,
    at: null,
  };
}

/**
 * The cards of the strips in a list. Hover, touch, or the arrow keys choose a mark; Enter, or a second
 * touch of the same mark, opens its run where that is known. To a mouse, a strip stays a link.
 */
export function StripCards({ host, strips, places, first, onFocus }: StripCardsProps) {
  const t = useTranslations("pulse");
  const router = useRouter();
  const summaryText = useRunSummaryText();
  const [choice, setChoice] = useState<Choice | null>(null);
  /** Whether what is pressed was told already; null where it is not a finger that presses. */
  const isToldTouch = useRef(first?.type === "touch" ? false : null);

  const strip = strips.find(({ id }) => id === choice?.id) ?? null;
  const { runs, isSettled } = useStripRuns(strip, places);
  const columns = strip === null ? [] : stripColumns(strip.code, places);
  const chosen = columns.find(({ column }) => column === choice?.column);
  const mark = chosen?.mark;
  const run =
    chosen === undefined || strip === null || runs === null
      ? null
      : findMarkRun(runs, strip.newestRunId, {
          age: places - 1 - chosen.column,
          state: chosen.mark.state,
        });

  const columnsOf = (id: string) =>
    stripColumns(strips.find((candidate) => candidate.id === id)?.code ?? "", places);

  function columnAt({ element, x, type }: StripPointer): number | null {
    const { left, width } = drawingBox(element);
    return nearestColumn(columnsOf(idOf(element)), ((x - left) / width) * places, REACH[type]);
  }

  function choose(element: Element, column: number | null, by: Choice["by"]) {
    const box = column === null ? null : markBox(element, column, places);
    setChoice(column === null || box === null ? null : { id: idOf(element), column, by, box });
  }

  const move = useEffectEvent((event: PointerEvent) => {
    // A page that scrolls under a resting mouse takes nothing from the keys.
    if (choice?.by === "keys" && event.movementX === 0 && event.movementY === 0) return;
    const pointer = readStripPointer(event);
    if (pointer !== null) choose(pointer.element, columnAt(pointer), pointer.type);
    else if (choice?.by === "mouse") setChoice(null);
  });

  const press = useEffectEvent((event: PointerEvent) => {
    const pointer = readStripPointer(event);
    isToldTouch.current = null;
    if (pointer?.type !== "touch") return;
    const column = columnAt(pointer);
    isToldTouch.current = choice?.id === idOf(pointer.element) && choice.column === column;
    choose(pointer.element, column, "touch");
  });

  const leave = useEffectEvent(() => {
    if (choice?.by === "mouse") setChoice(null);
  });

  const enter = useEffectEvent((target: EventTarget | null) => {
    const element = findStrip(target);
    if (element?.matches(":focus-visible") !== true) return;
    const id = idOf(element);
    onFocus(id);
    choose(element, columnsOf(id).at(-1)?.column ?? null, "keys");
  });

  const blur = useEffectEvent(() => {
    if (choice?.by === "keys") setChoice(null);
  });

  const walk = useEffectEvent((event: KeyboardEvent) => {
    const element = findStrip(event.target);
    const { key } = event;
    if (element === null || !isWalkKey(key)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const id = idOf(element);
    const rows = strips.map(({ code }) => ({ columns: stripColumns(code, places) }));
    const row = strips.findIndex((candidate) => candidate.id === id);
    const newest = columnsOf(id).at(-1)?.column ?? places;
    const from = { row, column: choice?.id === id ? choice.column : newest };
    const place = walkMarks(rows, from, key);
    if (rows[place.row]?.columns.length === 0) return;
    const target = findShown(host, strips[place.row]?.id ?? "");
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
    choose(target, place.column, "keys");
  });

  const open = useEffectEvent((event: MouseEvent) => {
    if (findStrip(event.target) === null) return;
    const isByKeys = event.detail === 0 && choice?.by === "keys";
    const isFirstTouch = event.detail > 0 && isToldTouch.current === false;
    const isSecondTouch = event.detail > 0 && isToldTouch.current === true;
    if (isFirstTouch) event.preventDefault();
    else if ((isByKeys || isSecondTouch) && run !== null && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      router.push(`/runs/${run.id}`);
    }
  });

  const begin = useEffectEvent(() => {
    enter(document.activeElement);
    if (first !== null && (first.type === "touch" || first.element.matches(":hover"))) {
      choose(first.element, columnAt(first), first.type);
    }
  });

  /** Finds the mark again where it has moved to. */
  function follow() {
    if (choice === null) return;
    const element = findShown(host, choice.id);
    if (element === undefined) setChoice(null);
    else choose(element, choice.column, choice.by);
  }
  const stay = useEffectEvent(follow);

  // At once: whoever fetched this leaves a tap to it from here on.
  useLayoutEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    host.addEventListener("pointermove", (event) => move(event), { signal });
    host.addEventListener("pointerdown", (event) => press(event), { signal });
    host.addEventListener("pointerleave", () => leave(), { signal });
    host.addEventListener("focusin", ({ target }) => enter(target), { signal });
    host.addEventListener("focusout", () => blur(), { signal });
    host.addEventListener("keydown", (event) => walk(event), { signal });
    // Before the link's own.
    host.addEventListener("click", (event) => open(event), { signal });
    const frame = requestAnimationFrame(() => begin());
    return () => {
      ending.abort();
      cancelAnimationFrame(frame);
    };
  }, [host]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => stay());
    return () => cancelAnimationFrame(frame);
  }, [strips]);

  function close(event: Event) {
    if (event.type === "scroll" && choice?.by === "keys") follow();
    // What is pressed in a strip chooses anew.
    else if (event.type !== "pointerdown" || findStrip(event.target) === null) setChoice(null);
  }

  const summary = mark === undefined ? null : toSummary(mark.state, run);
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
            style={ringAround(choice.box)}
          />
          <RunCard
            run={summary}
            anchor={toAnchor(choice.box)}
            title={strip.name}
            note={run !== null && choice.by !== "mouse" && t("opens", { by: choice.by })}
            isPending={!isSettled}
            onClose={close}
          />
        </>
      )}
    </>,
    document.body,
  );
}
