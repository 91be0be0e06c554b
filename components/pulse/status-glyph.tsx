import { DOT_ROOM, Marks } from "@/components/pulse/mark-paths";
import type { RunState } from "@/components/pulse/run-state";

/** An outcome, a pause, the end, or that nothing has run yet. */
export type GlyphState = RunState | "paused" | "ended" | "none";

const HEIGHT = 11;
const WIDTH = 4;

/** A single mark of the pulse, for beside the word of its state. */
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
        <Marks marks={[{ state, x: WIDTH / 2, barHeight: HEIGHT }]} width={WIDTH} height={HEIGHT} />
      )}
    </svg>
  );
}
