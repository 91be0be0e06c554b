import { useTranslations } from "next-intl";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { cn } from "@/components/ui/cn";

const inks: Record<GlyphState, string> = {
  SUCCESS: "text-ink",
  DEGRADED: "text-degraded",
  FAIL: "text-failed font-medium",
  ABANDONED: "text-abandoned",
  MISSED: "text-missed",
  RUNNING: "text-accent-strong",
  paused: "text-ink-faint",
  ended: "text-ink-faint",
  none: "text-ink-faint",
};

/** An outcome as shape, colour and word. */
export function StatusLabel({ state, className }: { state: GlyphState; className?: string }) {
  const t = useTranslations();
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 align-bottom whitespace-nowrap",
        inks[state],
        className,
      )}
    >
      <StatusGlyph state={state} />
      {t(`status.${state}`)}
    </span>
  );
}
