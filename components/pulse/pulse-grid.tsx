"use client";

import { useTranslations } from "next-intl";
import {
  memo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import { GRID_SIZE } from "@/components/pulse/grid-paths";
import { DOT_ROOM, MarkPaths, type MarkPath } from "@/components/pulse/mark-paths";
import { RunCard, type CardAnchor } from "@/components/pulse/run-card";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { useGridColumns, type GridColumns } from "@/components/pulse/use-grid-columns";
import { useRunSummaryText } from "@/components/pulse/use-run-summary-text";
import { isWalkKey, nearestColumn, walkMarks } from "@/components/pulse/walk-marks";
import { Link } from "@/components/ui/link";
import type { PulseColumn, PulseRow } from "@/lib/domain/run/pulse";

/** How far from a mark a pointer may be, in pixels: a finger is less exact than a mouse. */
const REACH = { mouse: 6, touch: 16 };
const LABELS = 4;
/** Of the ring around the mark that is chosen, in pixels. */
const RING_WIDTH = 7;
const HEIGHT = GRID_SIZE.height + DOT_ROOM;

export type GridRow = Pick<PulseRow, "counts"> & {
  id: string;
  name: string;
  state: GlyphState;
  /** Its marks, as they are drawn. */
  paths: MarkPath[];
};

type PulseGridProps = {
  rows: readonly GridRow[];
  startsAt: string;
  columns: number;
  columnMinutes: number;
};

type Choice = { id: string; column: number; anchor: CardAnchor; isWalked: boolean };

/** The marks of a row, each at its column. They aren't drawn again while a pointer moves over them. */
const GridMarks = memo(function GridMarks({
  paths,
  columns,
}: {
  paths: MarkPath[];
  columns: number;
}) {
  return (
    <svg
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 ${columns} ${HEIGHT}`}
      preserveAspectRatio="none"
      overflow="visible"
    >
      <MarkPaths paths={paths} {...GRID_SIZE} />
    </svg>
  );
});

/**
 * Rows are routines, and time runs to the right, the same for all: what broke together stands
 * together. Hover, touch, or the arrow keys choose a mark, and a card tells it.
 */
export function PulseGrid({ rows, startsAt, columns, columnMinutes }: PulseGridProps) {
  const t = useTranslations("pulse");
  const summaryText = useRunSummaryText();
  const [choice, setChoice] = useState<Choice | null>(null);
  const strips = useRef(new Map<string, Element>());
  const { columns: marks, withColumns, leave } = useGridColumns(rows, startsAt);

  const chosenRow = rows.find(({ id }) => id === choice?.id);
  const chosen =
    chosenRow && marks?.get(chosenRow.id)?.find(({ column }) => column === choice?.column);
  const note = (mark: PulseColumn) =>
    mark.runs === 1
      ? null
      : t("several", { runs: mark.runs, failed: mark.failed, minutes: columnMinutes });

  function choose(id: string, column: number, isWalked: boolean) {
    const box = strips.current.get(id)?.getBoundingClientRect();
    if (box === undefined) return;
    const x = box.left + ((column + 0.5) / columns) * box.width;
    setChoice({ id, column, anchor: { x, top: box.top, bottom: box.bottom }, isWalked });
  }

  function point(row: GridRow, event: PointerEvent) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = ((event.clientX - left) / width) * columns;
    const pixels = event.pointerType === "mouse" ? REACH.mouse : REACH.touch;
    withColumns((found) => {
      const column = nearestColumn(found.get(row.id) ?? [], place, (pixels / width) * columns);
      if (column === null) setChoice(null);
      else choose(row.id, column, false);
    });
  }

  function close() {
    leave();
    setChoice(null);
  }

  function chooseNewest(found: GridColumns) {
    const first = rows.find(({ id }) => found.has(id));
    const newest = first && found.get(first.id)?.at(-1);
    if (first !== undefined && newest !== undefined) choose(first.id, newest.column, true);
  }

  function enter(event: FocusEvent) {
    if (event.target !== event.currentTarget || !event.target.matches(":focus-visible")) return;
    withColumns(chooseNewest);
  }

  function walk(event: KeyboardEvent) {
    const { key } = event;
    if (event.target !== event.currentTarget || !isWalkKey(key)) return;
    // Those of the browser, as to go back.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    withColumns((found) => {
      if (choice === null) {
        chooseNewest(found);
        return;
      }
      const from = { row: rows.findIndex(({ id }) => id === choice.id), column: choice.column };
      const walked = rows.map(({ id }) => ({ columns: found.get(id) ?? [] }));
      const place = walkMarks(walked, from, key);
      const target = rows[place.row];
      if (target !== undefined) choose(target.id, place.column, true);
    });
  }

  return (
    <div className="rounded-block border bg-raised">
      <div
        role="group"
        tabIndex={0}
        aria-label={t("walkGrid")}
        onFocus={enter}
        onKeyDown={walk}
        onBlur={close}
        onPointerLeave={({ pointerType }) => {
          if (pointerType === "mouse") close();
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
                  if (element === null) strips.current.delete(row.id);
                  else strips.current.set(row.id, element);
                }}
                role="img"
                aria-label={t("summary", row.counts)}
                width="100%"
                height={HEIGHT}
                className="block touch-pan-y overflow-visible"
                onPointerMove={(event) => point(row, event)}
                onPointerDown={(event) => point(row, event)}
                onPointerLeave={({ pointerType }) => {
                  if (pointerType === "mouse") withColumns(() => setChoice(null));
                }}
              >
                <rect y={GRID_SIZE.height} width="100%" height={0.5} fill="var(--line)" />
                <rect width="100%" height={HEIGHT} fill="transparent" />
                <GridMarks paths={row.paths} columns={columns} />
                {row === chosenRow && chosen !== undefined && (
                  <svg
                    x={`${(((chosen.column + 0.5) / columns) * 100).toFixed(2)}%`}
                    overflow="visible"
                  >
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
        {Array.from({ length: LABELS }, (_, index) => (
          <span key={index}>
            {t("hoursBack", { count: ((columns * columnMinutes) / 60) * (1 - index / LABELS) })}
          </span>
        ))}
        <span>{t("current")}</span>
      </div>
      <p role="status" className="sr-only">
        {choice?.isWalked === true && chosenRow !== undefined && chosen !== undefined
          ? [chosenRow.name, summaryText(chosen.worst), note(chosen)].filter(Boolean).join(". ")
          : null}
      </p>
      {choice !== null && chosenRow !== undefined && chosen !== undefined && (
        <RunCard
          run={chosen.worst}
          anchor={choice.anchor}
          title={chosenRow.name}
          note={note(chosen)}
          onClose={close}
        />
      )}
    </div>
  );
}
