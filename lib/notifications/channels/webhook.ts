import { SECOND_MS } from "@/lib/domain/time-units";
import { SIGNING_PREFIX } from "@/lib/egress/secrets/secret-signing-keys";
import { signWebhook } from "@/lib/egress/secrets/webhook-signature";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";

/** A digest has no incident of its own: its lines come as `summary`. */
function bodyOf({ event, at, data, title, paragraphs }: AlertMessage): string {
  return JSON.stringify({
    type: event,
    timestamp: at.toISOString(),
    data: data ?? {
      incident: null,
      routines: [],
      run: null,
      summary: [title, ...paragraphs].join("\n"),
    },
  });
}

/**
 * A webhook for programs, signed as Standard Webhooks 1.0 says where the channel has a key. As that
 * specification asks, 410 turns the channel off; 401, 403 and 404 are tried again, because receivers
 * give them while they are being deployed.
 */
export const webhookSender: ChannelSender<"WEBHOOK"> = {
  kind: "WEBHOOK",
  send: async (message, { config, secret }, outbound) => {
    const body = bodyOf(message);
    const key = secret?.slice(SIGNING_PREFIX.length) ?? "";
    const signed = signWebhook(key === "" ? [] : [Buffer.from(key, "base64")], {
      id: message.id,
      timestampSeconds: Math.floor(Date.now() / SECOND_MS),
      body,
    });
    const { "webhook-signature": signature, ...named } = signed;
    const response = await outbound.request({
      url: config.url,
      headers: {
        "content-type": "application/json",
        ...named,
        ...(signature !== "" && { "webhook-signature": signature }),
      },
      body,
      sensitive: [key],
    });
    return resultOf(response, { alsoPassing: [401, 403, 404], gone: [410] });
  },
};
