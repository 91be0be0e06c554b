import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { webhookSender } from "@/lib/notifications/channels/webhook";

/** Every kind of channel. */
export const channelSenders: Partial<{ [Kind in ChannelKind]: ChannelSender<Kind> }> = {
  WEBHOOK: webhookSender,
};
