import { useTranslations } from "next-intl";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { cn } from "@/components/ui/cn";
import type { MessageStatus } from "@/lib/domain/channels/delivery";

const glyphs: Record<MessageStatus, GlyphState> = {
  SENT: "SUCCESS",
  FAILED: "FAIL",
  PENDING: "RUNNING",
};

/** Whether a message was accepted, as shape, colour and word. */
export function DeliveryState({ status }: { status: MessageStatus }) {
  const t = useTranslations("channels.delivery");
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap",
        status === "FAILED" ? "font-medium text-failed" : "text-ink-soft",
      )}
    >
      <StatusGlyph state={glyphs[status]} />
      {t(status)}
    </span>
  );
}
