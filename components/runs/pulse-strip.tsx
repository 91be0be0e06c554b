import { useTranslations } from "next-intl";
import { countOutcomes, pulseHeights } from "@/components/runs/pulse-scale";
import { DOT_ROOM, PulseShape } from "@/components/runs/pulse-shape";
import { runState } from "@/components/runs/run-state";
import { useMarkText } from "@/components/runs/use-mark-text";
import type { PulseMark } from "@/lib/domain/overview";

const MARK_WIDTH = 3;
const PITCH = 4;
const HEIGHT = 20;

type PulseStripProps = {
  /** Oldest first. */
  marks: readonly PulseMark[];
  /** Places in the strip; where there are fewer marks, the oldest places stay empty. */
  places: number;
};

/** The last runs as marks, the newest at the right: height is duration, colour and shape outcome. */
export function PulseStrip({ marks, places }: PulseStripProps) {
  const t = useTranslations("pulse");
  const markText = useMarkText();
  const shown = marks.slice(-places);
  const heights = pulseHeights(shown);
  const width = places * PITCH;
  return (
    <svg
      role="img"
      aria-label={t("summary", countOutcomes(shown))}
      width={width}
      height={HEIGHT + DOT_ROOM}
      viewBox={`0 0 ${width} ${HEIGHT + DOT_ROOM}`}
      className="block max-w-full"
    >
      <rect y={HEIGHT} width={width} height={0.5} fill="var(--line)" />
      {shown.map((mark, index) => (
        <g key={mark.id} transform={`translate(${(places - shown.length + index) * PITCH} 0)`}>
          <title>{markText(mark)}</title>
          <rect width={PITCH} height={HEIGHT + DOT_ROOM} fill="transparent" />
          <PulseShape
            status={runState(mark)}
            width={MARK_WIDTH}
            height={HEIGHT}
            share={heights[index] ?? 1}
          />
        </g>
      ))}
    </svg>
  );
}
