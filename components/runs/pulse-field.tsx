import Link from "next/link";
import { useTranslations } from "next-intl";
import { markTime } from "@/components/runs/mark-time";
import { countOutcomes, pulseHeights } from "@/components/runs/pulse-scale";
import { DOT_ROOM, PulseShape } from "@/components/runs/pulse-shape";
import { runState } from "@/components/runs/run-state";
import { StatusGlyph, type GlyphState } from "@/components/runs/status-glyph";
import { useMarkText } from "@/components/runs/use-mark-text";
import type { PulseMark } from "@/lib/domain/overview";
import type { RoutineDto } from "@/lib/domain/routine";

const HOUR_MS = 3_600_000;
const HEIGHT = 18;
const MARK_WIDTH = 3;

type PulseFieldProps = {
  rows: readonly { routine: RoutineDto; marks: readonly PulseMark[] }[];
  now: Date;
  hours: number;
};

/** How a routine is: as its newest run, which is the last of its marks. */
function stateOf(routine: RoutineDto, newest: PulseMark | undefined): GlyphState {
  if (!routine.is_active) return "paused";
  return newest === undefined ? (routine.last_status ?? "none") : runState(newest);
}

/** Rows are routines, and time runs to the right, the same for all: what broke together stands together. */
export function PulseField({ rows, now, hours }: PulseFieldProps) {
  const t = useTranslations("pulse");
  const markText = useMarkText();
  const start = now.getTime() - hours * HOUR_MS;
  const positionOf = (mark: PulseMark) => (Date.parse(markTime(mark)) - start) / (hours * HOUR_MS);
  return (
    <div className="rounded-block border bg-raised">
      <ul className="divide-y">
        {rows.map(({ routine, marks }) => {
          const shown = marks.filter((mark) => positionOf(mark) >= 0);
          const heights = pulseHeights(shown);
          return (
            <li
              key={routine.id}
              className="grid items-center gap-x-4 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]"
            >
              <Link
                href={`/routines/${routine.id}`}
                className="flex min-h-6 min-w-0 items-center gap-1 font-medium hover:underline"
              >
                <StatusGlyph state={stateOf(routine, marks.at(-1))} />
                <span className="truncate">{routine.name}</span>
              </Link>
              <svg
                role="img"
                aria-label={t("summary", countOutcomes(shown))}
                width="100%"
                height={HEIGHT + DOT_ROOM}
                className="block overflow-visible"
              >
                <rect y={HEIGHT} width="100%" height={0.5} fill="var(--line)" />
                {shown.map((mark, index) => (
                  <svg
                    key={mark.id}
                    x={`${(Math.min(1, positionOf(mark)) * 99).toFixed(2)}%`}
                    overflow="visible"
                  >
                    <title>{markText(mark)}</title>
                    <PulseShape
                      status={runState(mark)}
                      width={MARK_WIDTH}
                      height={HEIGHT}
                      share={heights[index] ?? 1}
                    />
                  </svg>
                ))}
              </svg>
            </li>
          );
        })}
      </ul>
      <div
        aria-hidden
        className="flex justify-between border-t px-4 py-1.5 text-xs text-ink-faint tabular-nums sm:pl-[calc(1rem+14rem+1rem)]"
      >
        {Array.from({ length: hours }, (_, index) => (
          <span key={index}>{t("hoursBack", { count: hours - index })}</span>
        ))}
        <span>{t("current")}</span>
      </div>
    </div>
  );
}
