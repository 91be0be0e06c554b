import { DOT_ROOM, PulseShape } from "@/components/pulse/pulse-shape";
import type { RunState } from "@/components/pulse/run-state";

/** What a glyph can say: an outcome, a pause, the end, or that there is nothing to say yet. */
export type GlyphState = RunState | "paused" | "ended" | "none";

const HEIGHT = 11;
const WIDTH = 4;

/** A single mark of the pulse, beside the word that it means. */
export function StatusGlyph({ state }: { state: GlyphState }) {
  return (
    <svg
      aria-hidden
      width={12}
      height={HEIGHT + DOT_ROOM}
      viewBox={`-4 0 12 ${HEIGHT + DOT_ROOM}`}
      className="shrink-0"
    >
      {state === "paused" || state === "ended" || state === "none" ? (
        <rect x={-2} y={HEIGHT / 2} width={8} height={2} rx={1} fill="var(--ink-faint)" />
      ) : (
        <PulseShape status={state} width={WIDTH} height={HEIGHT} share={1} />
      )}
    </svg>
  );
}
