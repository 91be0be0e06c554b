import { useTranslations } from "next-intl";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { cn } from "@/components/ui/cn";
import type { SlotState } from "@/lib/domain/slots/slot-ledger";

const glyphs: Record<SlotState, GlyphState> = {
  SUCCESS: "SUCCESS",
  DEGRADED: "DEGRADED",
  FAIL: "FAIL",
  RUNNING: "RUNNING",
  RETRYING: "FAIL",
  ABANDONED: "ABANDONED",
  MISSED: "MISSED",
  PAUSED: "paused",
  BEFORE_START: "ended",
  AFTER_END: "ended",
  EDITED: "none",
  WAITING: "none",
  UNRECORDED: "none",
};

const inks: Partial<Record<SlotState, string>> = {
  SUCCESS: "text-ink",
  DEGRADED: "text-degraded",
  FAIL: "font-medium text-failed",
  RUNNING: "text-accent-strong",
  RETRYING: "text-failed",
  ABANDONED: "text-abandoned",
  MISSED: "text-missed",
};

/** The outcome of a slot as shape, colour and word. */
export function SlotLabel({ state }: { state: SlotState }) {
  const t = useTranslations("slots.states");
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 align-bottom whitespace-nowrap",
        inks[state] ?? "text-ink-faint",
      )}
    >
      <StatusGlyph state={glyphs[state]} />
      {t(state)}
    </span>
  );
}
