import { createHmac } from "node:crypto";

type WebhookHeaders = Record<`webhook-${"id" | "timestamp" | "signature"}`, string>;

/**
 * The headers that sign a webhook as Standard Webhooks 1.0 says, with HMAC-SHA256 and one signature a
 * key, so that while a key is rotated a receiver that knows either one can verify.
 *
 * @param keys the current one first; at least one.
 * @param message.id the same for all attempts of a message, without a full stop.
 * @param message.body exactly what is sent, empty where there is none.
 */
export function signWebhook(
  keys: readonly Buffer[],
  message: { id: string; timestampSeconds: number; body: string },
): WebhookHeaders {
  const timestamp = String(message.timestampSeconds);
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": keys
      .map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`)
      .join(" "),
  };
}
