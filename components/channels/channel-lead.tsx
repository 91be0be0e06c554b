import { useTranslations } from "next-intl";
import { ChannelGlyph } from "@/components/channels/channel-glyph";
import type { ChannelDto } from "@/lib/domain/channels/channel";

/** The kind and the state of a channel, and why it was turned off where the service did that. */
export function ChannelLead({ channel }: { channel: ChannelDto }) {
  const t = useTranslations("channels");
  const { kind, is_active: isActive, disabled_reason: reason } = channel;
  return (
    <>
      <p className="flex items-center gap-2">
        <ChannelGlyph kind={kind} />
        {t(`kinds.${kind}`)} · {t(isActive ? "state.on" : "state.off")}
      </p>
      {!isActive && reason !== null && (
        <p className="mt-1 text-failed">{t("turnedOff", { reason })}</p>
      )}
    </>
  );
}
