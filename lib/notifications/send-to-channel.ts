import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings } from "@/lib/domain/channels/channel-settings";
import type {
  AlertMessage,
  ChannelSettings,
  DeliveryResult,
} from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { channelSenders } from "@/lib/notifications/channels";
import type { Outbound } from "@/lib/notifications/outbound";
import { refusedAttempt } from "@/lib/notifications/refused-attempt";

/**
 * Makes one attempt to send a message to a channel. It never rejects for what the settings, the service
 * or the network do: that is a result.
 */
export async function sendToChannel<Kind extends ChannelKind>(
  message: AlertMessage,
  settings: ChannelSettings<Kind>,
  outbound: Outbound,
): Promise<DeliveryResult> {
  const { kind, workspaceId, config, secret } = settings;
  const sender: ChannelSender<Kind> = channelSenders[kind];
  const parsed = parseChannelSettings(kind, { config, secret });
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ path, message: text }) => `${path}: ${text}`);
    return refusedAttempt(["The settings of the channel can't be used.", ...problems].join(" "));
  }
  return sender.send(message, { kind, workspaceId, ...parsed.settings }, outbound);
}
