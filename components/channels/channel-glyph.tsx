import {
  Bell,
  Building2,
  Gamepad2,
  Hash,
  Mail,
  Megaphone,
  MonitorSmartphone,
  Send,
  Siren,
  Webhook,
  type LucideIcon,
} from "lucide-react";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";

const glyphs: Record<ChannelKind, LucideIcon> = {
  EMAIL: Mail,
  SLACK: Hash,
  DISCORD: Gamepad2,
  TEAMS: Building2,
  TELEGRAM: Send,
  NTFY: Megaphone,
  PAGERDUTY: Siren,
  ALERTMANAGER: Bell,
  WEBHOOK: Webhook,
  PUSH: MonitorSmartphone,
};

/** The mark of a kind of channel, for beside its name. */
export function ChannelGlyph({ kind }: { kind: ChannelKind }) {
  const Glyph = glyphs[kind];
  return <Glyph aria-hidden className="size-5 shrink-0 text-ink-soft" strokeWidth={1.75} />;
}
