import { PulseBars } from "@/components/pulse/pulse-bars";
import { packPulse } from "@/components/pulse/pulse-code";
import { STRIP_HEIGHT } from "@/components/pulse/pulse-paths";
import type { StripMark } from "@/lib/domain/run/pulse";

type PulseStripProps = {
  /** Oldest first. */
  marks: readonly StripMark[];
  /** Places in the strip; where there are fewer marks, the oldest places stay empty. */
  places: number;
};

/** The last runs as marks, the newest at the right: height is duration, colour and shape outcome. */
export function PulseStrip({ marks, places }: PulseStripProps) {
  return <PulseBars code={packPulse(marks.slice(-places), STRIP_HEIGHT)} places={places} />;
}
