import type { ChannelConfigs } from "@/lib/domain/channels/channel";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import type {
  AlertMessage,
  ChannelSettings,
  DeliveryResult,
} from "@/lib/notifications/alert-message";
import type { Outbound } from "@/lib/notifications/outbound";

/** Settings as they are stored, with the secret in the clear, once `parseChannelSettings` took them. */
type SettingsOf<Kind extends ChannelKind> = Omit<ChannelSettings<Kind>, "config"> & {
  config: ChannelConfigs[Kind];
};

/**
 * One kind of channel. `send` makes one attempt and never rejects for what the service or the network
 * does: that is a result. What people have typed, and what endpoints responded, is text to it: it
 * becomes no markup, no mention, no link and no header.
 */
export type ChannelSender<Kind extends ChannelKind> = {
  kind: Kind;
  send: (
    message: AlertMessage,
    settings: SettingsOf<Kind>,
    outbound: Outbound,
  ) => Promise<DeliveryResult>;
};
