import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { alertmanagerSender } from "@/lib/notifications/channels/alertmanager";
import { discordSender } from "@/lib/notifications/channels/discord";
import { emailSender } from "@/lib/notifications/channels/email";
import { ntfySender } from "@/lib/notifications/channels/ntfy";
import { pagerDutySender } from "@/lib/notifications/channels/pagerduty";
import { pushSender } from "@/lib/notifications/channels/push";
import { slackSender } from "@/lib/notifications/channels/slack";
import { teamsSender } from "@/lib/notifications/channels/teams";
import { telegramSender } from "@/lib/notifications/channels/telegram";
import { webhookSender } from "@/lib/notifications/channels/webhook";

/** Every kind of channel. */
export const channelSenders: { [Kind in ChannelKind]: ChannelSender<Kind> } = {
  EMAIL: emailSender,
  SLACK: slackSender,
  DISCORD: discordSender,
  TEAMS: teamsSender,
  TELEGRAM: telegramSender,
  NTFY: ntfySender,
  PAGERDUTY: pagerDutySender,
  ALERTMANAGER: alertmanagerSender,
  WEBHOOK: webhookSender,
  PUSH: pushSender,
};
