"use client";

import { useTranslations } from "next-intl";
import { useId, useState, type KeyboardEvent, type PointerEvent } from "react";
import { ExactTime } from "@/components/layout/time";
import { MarkCard } from "@/components/runs/mark-card";
import { markTime } from "@/components/runs/mark-time";
import { countOutcomes, pulseHeights } from "@/components/runs/pulse-scale";
import { DOT_ROOM, PulseShape } from "@/components/runs/pulse-shape";
import { runState } from "@/components/runs/run-state";
import { useMarkText } from "@/components/runs/use-mark-text";
import type { PulseMark } from "@/lib/domain/overview";

const MARK_WIDTH = 5;
const PITCH = 7;
const HEIGHT = 72;
const TICK_EVERY = 20;

/**
 * The pulse of one routine, large. Hover, touch or the arrow keys choose a mark, and the line under
 * the marks tells it; the newest is at the right, in sight on every width.
 */
export function PulseChart({ marks }: { marks: readonly PulseMark[] }) {
  const t = useTranslations("pulse");
  const markText = useMarkText();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const summaryId = useId();
  const heights = pulseHeights(marks);
  const width = Math.max(1, marks.length) * PITCH;
  const chosenIndex = marks.findIndex(({ id }) => id === chosenId);
  const chosen = marks[chosenIndex];

  const choose = (index: number) => setChosenId(marks[index]?.id ?? null);
  const chooseAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    choose(Math.floor((event.clientX - left) / PITCH));
  };
  const walk = (event: KeyboardEvent) => {
    const last = marks.length - 1;
    const from = chosenIndex < 0 ? last + 1 : chosenIndex;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, from - 1),
      ArrowRight: Math.min(last, from + 1),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(target);
    const scroller = event.currentTarget;
    scroller.scrollLeft = Math.min(0, (target + 1) * PITCH - width + scroller.clientWidth / 2);
  };

  return (
    <div>
      <div
        role="group"
        tabIndex={0}
        aria-label={t("walk")}
        aria-describedby={summaryId}
        onKeyDown={walk}
        onBlur={() => setChosenId(null)}
        dir="rtl"
        className="overflow-x-auto rounded-control bg-[linear-gradient(var(--line),var(--line))] bg-size-[100%_1px] bg-position-[0_76px] bg-no-repeat py-1"
      >
        <svg
          role="img"
          aria-label={t("summary", countOutcomes(marks))}
          width={width}
          height={HEIGHT + DOT_ROOM + 16}
          className="block max-w-none"
          style={{ direction: "ltr" }}
          onPointerMove={chooseAt}
          onPointerDown={chooseAt}
          onPointerLeave={(event) => {
            if (event.pointerType === "mouse") setChosenId(null);
          }}
        >
          {marks.map((mark, index) => (
            <g key={mark.id} transform={`translate(${index * PITCH} 0)`}>
              <title>{markText(mark)}</title>
              <rect
                x={-(PITCH - MARK_WIDTH) / 2}
                width={PITCH}
                height={HEIGHT + DOT_ROOM + 2}
                fill="transparent"
              />
              <PulseShape
                status={runState(mark)}
                width={MARK_WIDTH}
                height={HEIGHT}
                share={heights[index] ?? 1}
              />
              {index === chosenIndex && (
                <rect
                  x={-1.5}
                  y={0.5}
                  width={MARK_WIDTH + 3}
                  height={HEIGHT + DOT_ROOM + 1}
                  rx={2}
                  fill="none"
                  stroke="var(--accent)"
                  strokeWidth={1.5}
                />
              )}
            </g>
          ))}
          {marks.map((mark, index) =>
            (marks.length - 1 - index) % TICK_EVERY === TICK_EVERY - 1 ? (
              <foreignObject
                key={mark.id}
                x={index * PITCH}
                y={HEIGHT + DOT_ROOM + 2}
                width={48}
                height={14}
              >
                <ExactTime
                  value={markTime(mark)}
                  format="clock"
                  className="block text-[11px] leading-[14px] text-ink-faint"
                />
              </foreignObject>
            ) : null,
          )}
        </svg>
      </div>
      <p id={summaryId} className="sr-only">
        {t("summary", countOutcomes(marks))}
      </p>
      <p
        role="status"
        className="mt-2 flex min-h-10 flex-wrap items-center gap-x-3 text-sm text-ink-soft tabular-nums sm:min-h-5"
      >
        {chosen === undefined ? (
          <span className="text-ink-faint">{t("legend")}</span>
        ) : (
          <MarkCard mark={chosen} />
        )}
      </p>
    </div>
  );
}
