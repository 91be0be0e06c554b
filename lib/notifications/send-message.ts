import { readMessageContent } from "@/db/queries/notifications/message-content";
import {
  endWaiting,
  recordDelivery,
  turnOffChannel,
  type LeasedMessage,
} from "@/db/queries/notifications/message-leases";
import type { MessageStatus } from "@/lib/domain/channels/delivery";
import { retryWaitMs } from "@/lib/domain/channels/delivery-retry";
import { log } from "@/lib/log";
import type { DeliveryResult } from "@/lib/notifications/alert-message";
import { channelSecretPlace } from "@/lib/notifications/channel-secret-place";
import { composeMessage } from "@/lib/notifications/compose-message";
import type { NotificationContext } from "@/lib/notifications/context";
import { createOutbound } from "@/lib/notifications/outbound";
import { refusedAttempt } from "@/lib/notifications/refused-attempt";
import { sendToChannel } from "@/lib/notifications/send-to-channel";
import { UnsealError } from "@/lib/sealing/unseal-error";

type Attempt = { result: DeliveryResult; title: string | null };

const withoutTitle = (result: DeliveryResult): Attempt => ({ result, title: null });

/** A later attempt may find the key again: an operator who lost it in a deployment sets it. */
const keyMissing = (response: string): DeliveryResult => ({
  ...refusedAttempt(response),
  mayRetry: true,
});

/** Composes the message and makes one attempt. Never rejects for what is stored, or the service does. */
async function attempt(context: NotificationContext, message: LeasedMessage): Promise<Attempt> {
  const content = await readMessageContent(context.db, message);
  if (content === null) return withoutTitle(refusedAttempt("The channel was deleted."));
  const { channel } = content;
  if (!channel.isActive && message.event !== "test") {
    await endWaiting(context.db, channel.id);
    return withoutTitle(refusedAttempt("The channel was turned off."));
  }
  const composed = composeMessage(context, message, content);
  if (composed === null) {
    return withoutTitle(refusedAttempt("What the message was about has been deleted."));
  }
  const { title } = composed;
  let secret: string | null = null;
  if (channel.sealedSecret !== null) {
    if (context.sealing === null) {
      return { title, result: keyMissing("SECRETS_KEY isn't set, so the secret can't be opened.") };
    }
    try {
      const place = channelSecretPlace(channel.workspaceId, channel.id);
      secret = context.sealing.unseal(channel.sealedSecret, place);
    } catch (error) {
      if (error instanceof UnsealError) return { title, result: keyMissing(error.message) };
      throw error;
    }
  }
  const { kind, workspaceId, config } = channel;
  const settings = { kind, workspaceId, config, secret };
  return {
    title,
    result: await sendToChannel(composed, settings, createOutbound(context, workspaceId)),
  };
}

export type SendReport = {
  /** Null where the lease was lost meanwhile: another worker has it, and nothing was recorded. */
  status: MessageStatus | null;
};

/**
 * Makes one attempt to deliver a leased message, outside of any transaction, and records it under the
 * lease. An error of our own counts as an attempt that may be repeated.
 */
export async function sendMessage(
  context: NotificationContext,
  message: LeasedMessage,
): Promise<SendReport> {
  const { result, title } = await attempt(context, message).catch((error: unknown): Attempt => {
    log.error({ err: error, message_id: message.id }, "a message could not be sent");
    return withoutTitle({
      ...refusedAttempt("Something went wrong on our side."),
      mayRetry: true,
    });
  });
  const { retryAfterSeconds, status: responseStatus, response } = result;
  const mayRetry = !result.ok && result.mayRetry && message.event !== "test";
  const status = await recordDelivery(context.db, message, {
    isSent: result.ok,
    retryInMs: mayRetry
      ? retryWaitMs(message.attempt, { retryAfterSeconds, random: Math.random() })
      : null,
    title,
    responseStatus,
    response,
  });
  if (status === null) log.warn({ message_id: message.id }, "fenced");
  if (result.isGone === true && status !== null) {
    await turnOffChannel(context.db, message.channelId, response ?? "Gone.");
  }
  return { status };
}
