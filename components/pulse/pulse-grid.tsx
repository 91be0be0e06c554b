"use client";

import { useTranslations } from "next-intl";
import {
  memo,
  useLayoutEffect,
  useRef,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import { GRID_SIZE } from "@/components/pulse/grid-paths";
import { DOT_ROOM, MarkPaths, type MarkPath } from "@/components/pulse/mark-paths";
import { readPointer } from "@/components/pulse/mark-pointer";
import { RunCard } from "@/components/pulse/run-card";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { useGridColumns, type GridColumns } from "@/components/pulse/use-grid-columns";
import { useMarkWalk } from "@/components/pulse/use-mark-walk";
import { useRunSummaryText } from "@/components/pulse/use-run-summary-text";
import { walkKeyOf, type WalkKey } from "@/components/pulse/walk-marks";
import { Link } from "@/components/ui/link";
import { columnNumber, type PulseColumn, type PulseRow } from "@/lib/domain/run/pulse";

/** The steps of the axis' labels, in minutes: the first that makes no more than `MOST_LABELS` is taken. */
const LABEL_STEPS = [15, 60, 120, 180, 360];
const MOST_LABELS = 4;
/** How long the marks take to move together when the axis grows, in ms. */
const GROWTH_MS = 180;
/** The ring around the chosen mark, in pixels. */
const RING_WIDTH = 7;
const HEIGHT = GRID_SIZE.height + DOT_ROOM;

export type GridRow = Pick<PulseRow, "counts"> & {
  id: string;
  name: string;
  state: GlyphState;
  /** The drawing of its marks. */
  paths: readonly MarkPath[];
};

type PulseGridProps = {
  rows: readonly GridRow[];
  startsAt: string;
  columns: number;
  columnMinutes: number;
};

/** The times of the axis, in minutes before now, the earliest first. */
function labelsOf(spanMinutes: number): number[] {
  const step = LABEL_STEPS.find((minutes) => spanMinutes / minutes <= MOST_LABELS) ?? spanMinutes;
  return Array.from({ length: spanMinutes / step }, (_, index) => spanMinutes - index * step);
}

/** Has marks move from where they stood to where they stand once the axis spans more minutes. */
function useGrowth(spanMinutes: number) {
  const drawing = useRef<SVGGElement>(null);
  const before = useRef(spanMinutes);
  useLayoutEffect(() => {
    const ratio = spanMinutes / before.current;
    before.current = spanMinutes;
    if (ratio <= 1 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const from = { transform: `scaleX(${ratio})` };
    drawing.current?.animate([from, { transform: "none" }], {
      duration: GROWTH_MS,
      easing: "ease-out",
    });
  }, [spanMinutes]);
  return drawing;
}

type GridMarksProps = { paths: readonly MarkPath[]; columns: number; columnMinutes: number };

/** The marks of a row, each at its column. They aren't drawn again while a pointer moves over them. */
const GridMarks = memo(function GridMarks({ paths, columns, columnMinutes }: GridMarksProps) {
  const drawing = useGrowth(columns * columnMinutes);
  return (
    <g ref={drawing} className="origin-right [transform-box:view-box]">
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${columns} ${HEIGHT}`}
        preserveAspectRatio="none"
        overflow="visible"
      >
        <MarkPaths paths={paths} {...GRID_SIZE} />
      </svg>
    </g>
  );
});

/**
 * Rows are routines, and time runs to the right, the same for all: what broke together stands
 * together. Hover, touch, or the arrow keys choose a mark, and a card shows its run.
 */
export function PulseGrid({ rows, startsAt, columns, columnMinutes }: PulseGridProps) {
  const t = useTranslations("pulse");
  const summaryText = useRunSummaryText();
  const drawings = useRef(new Map<string, Element>());
  const spanMinutes = columns * columnMinutes;
  const {
    columns: known,
    withColumns,
    leave: loseInterest,
  } = useGridColumns(rows, { hours: spanMinutes / 60, columnMinutes });
  const first = columnNumber(startsAt, columnMinutes);
  const placeOf = (column: number) => (column - first + 0.5) / columns;
  const { choice, point, walk, leave, close } = useMarkWalk({
    drawingOf: (id) => drawings.current.get(id),
    version: rows,
    placeOf: (column) => placeOf(Number(column)),
  });

  const chosenRow = rows.find(({ id }) => id === choice?.rowId);
  const chosen =
    chosenRow && known?.get(chosenRow.id)?.find(({ column }) => column === choice?.markId);
  const note = (mark: PulseColumn) =>
    mark.runs === 1
      ? null
      : t("several", { runs: mark.runs, failed: mark.failed, minutes: columnMinutes });

  const toWalkRow = (id: string, found: GridColumns) => ({
    id,
    marks: (found.get(id) ?? [])
      .map(({ column }) => ({ id: column, at: placeOf(column) }))
      .filter(({ at }) => at > 0),
  });

  function pointAt(id: string, event: PointerEvent) {
    const pointer = readPointer(event.nativeEvent);
    withColumns((found) => point(toWalkRow(id, found), pointer));
  }

  function walkBy(key: WalkKey, from?: null) {
    withColumns((found) => {
      const walkRows = rows.map(({ id }) => toWalkRow(id, found));
      walk(walkRows, key, from);
    });
  }

  function enter(event: FocusEvent) {
    if (event.target === event.currentTarget && event.target.matches(":focus-visible")) {
      walkBy("End", null);
    }
  }

  function step(event: KeyboardEvent) {
    const key = walkKeyOf(event);
    if (event.target !== event.currentTarget || key === null) return;
    event.preventDefault();
    walkBy(key);
  }

  return (
    <div className="rounded-block border bg-raised">
      <div
        role="group"
        tabIndex={0}
        aria-label={t("walkGrid")}
        onFocus={enter}
        onKeyDown={step}
        onBlur={() => {
          loseInterest();
          leave("keys");
        }}
        onPointerLeave={({ pointerType }) => {
          if (pointerType === "mouse") loseInterest();
        }}
        className="rounded-block"
      >
        <ul className="divide-y">
          {rows.map((row) => (
            <li
              key={row.id}
              className="grid items-center gap-x-4 gap-y-1 px-4 py-2 lazy-12.75 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)] sm:lazy-6"
            >
              <Link
                href={`/routines/${row.id}`}
                className="flex min-h-6 min-w-0 items-center gap-1 font-medium hover:underline"
              >
                <StatusGlyph state={row.state} />
                <span className="truncate">{row.name}</span>
              </Link>
              <svg
                ref={(element) => {
                  if (element === null) drawings.current.delete(row.id);
                  else drawings.current.set(row.id, element);
                }}
                role="img"
                aria-label={t("summary", row.counts)}
                width="100%"
                height={HEIGHT}
                className="block touch-pan-y overflow-visible"
                onPointerMove={(event) => pointAt(row.id, event)}
                onPointerDown={(event) => pointAt(row.id, event)}
                onPointerLeave={({ pointerType }) => {
                  if (pointerType === "mouse") withColumns(() => leave("mouse"));
                }}
              >
                <rect y={GRID_SIZE.height} width="100%" height={0.5} fill="var(--line)" />
                <rect width="100%" height={HEIGHT} fill="transparent" />
                <GridMarks paths={row.paths} columns={columns} columnMinutes={columnMinutes} />
                {row === chosenRow && chosen !== undefined && (
                  <svg x={`${(placeOf(chosen.column) * 100).toFixed(2)}%`} overflow="visible">
                    <rect
                      x={-RING_WIDTH / 2}
                      y={-2}
                      width={RING_WIDTH}
                      height={HEIGHT + 3}
                      rx={2}
                      fill="none"
                      stroke="var(--accent)"
                      strokeWidth={1.5}
                    />
                  </svg>
                )}
              </svg>
            </li>
          ))}
        </ul>
      </div>
      <div
        aria-hidden
        className="flex justify-between border-t px-4 py-1.5 text-xs text-ink-faint tabular-nums sm:pl-[calc(1rem+14rem+1rem)]"
      >
        {labelsOf(spanMinutes).map((minutes) => (
          <span key={minutes}>
            {minutes % 60 === 0
              ? t("hoursBack", { count: minutes / 60 })
              : t("minutesBack", { count: minutes })}
          </span>
        ))}
        <span>{t("current")}</span>
      </div>
      <p role="status" className="sr-only">
        {choice?.by === "keys" && chosenRow !== undefined && chosen !== undefined
          ? [chosenRow.name, summaryText(chosen.worst), note(chosen)].filter(Boolean).join(". ")
          : null}
      </p>
      {choice !== null && chosenRow !== undefined && chosen !== undefined && (
        <RunCard
          run={chosen.worst}
          anchor={choice.anchor}
          title={chosenRow.name}
          note={note(chosen)}
          onClose={(event) => {
            if (close(event)) loseInterest();
          }}
        />
      )}
    </div>
  );
}
