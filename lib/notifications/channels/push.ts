import { createHash } from "node:crypto";
import { z } from "zod";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitBytes, incidentLines, toLine } from "@/lib/notifications/message-text";
import { refusedAttempt } from "@/lib/notifications/refused-attempt";
import { sensitiveParts } from "@/lib/notifications/response-excerpt";

/** A push service takes 4,096 bytes encrypted: 3,993 in the clear (RFC 8291, section 4). */
const MAX_TITLE_BYTES = 240;
const MAX_BODY_BYTES = 1_000;

/** How long a push service keeps a message for a device that is off. */
const TTL_SECONDS = 86_400;

/** Of a topic (RFC 8030, section 5.4). */
const TOPIC_CHARACTERS = 32;

const pushSubscription = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
});

/** What the service worker gets: a new notification with the same tag replaces the one before. */
export function pushPayload(message: AlertMessage) {
  const { lines, more } = incidentLines(message);
  const text = [
    ...message.paragraphs.map(toLine),
    ...lines.map(({ name, cause }) => `${name}: ${cause}`),
    ...(more > 0 ? [`+${more}`] : []),
  ];
  return {
    title: fitBytes(toLine(message.title), MAX_TITLE_BYTES),
    body: fitBytes(text.filter((line) => line !== "").join("\n"), MAX_BODY_BYTES),
    url: message.url,
    tag: message.groupKey.slice(0, 100),
  };
}

/** RFC 8292, section 2.1: how the push service can reach the operator of this instance. */
function subjectOf(appUrl: string): string {
  const url = new URL(appUrl);
  return url.protocol === "https:" ? url.origin : `mailto:no-reply@${url.hostname}`;
}

/** Null where the keys of the subscription are none. The library is loaded when the first push is sent. */
async function encrypt(
  message: AlertMessage,
  subscription: z.infer<typeof pushSubscription>,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
) {
  const { generateRequestDetails } = await import("web-push");
  const topic = createHash("sha256").update(message.groupKey).digest("base64url");
  try {
    return generateRequestDetails(subscription, JSON.stringify(pushPayload(message)), {
      vapidDetails,
      TTL: TTL_SECONDS,
      urgency: message.severity === "critical" ? "high" : "normal",
      topic: topic.slice(0, TOPIC_CHARACTERS),
    });
  } catch {
    return null;
  }
}

/** Browser push (RFC 8030), encrypted for the browser alone (RFC 8291) and signed (RFC 8292). */
export const pushSender: ChannelSender<"PUSH"> = {
  kind: "PUSH",
  send: async (message, { secret }, outbound) => {
    const keys = await outbound.vapid();
    if (keys === null) {
      return refusedAttempt(
        "This instance has no keys for browser push: SECRETS_KEY isn't set. Ask the administrator.",
      );
    }
    const subscription = pushSubscription.parse(JSON.parse(secret ?? "{}"));
    const details = await encrypt(message, subscription, {
      subject: subjectOf(outbound.appUrl),
      ...keys,
    });
    if (details === null) {
      return refusedAttempt(
        "The keys of this browser's subscription can't be used. Turn on notifications in the browser again.",
      );
    }
    const { endpoint, headers, body } = details;
    const response = await outbound.request({
      url: endpoint,
      // The HTTP client counts the body itself.
      headers: Object.fromEntries(
        Object.entries<unknown>(headers)
          .filter(([name]) => name.toLowerCase() !== "content-length")
          .map(([name, value]) => [name, String(value)]),
      ),
      body,
      sensitive: [...sensitiveParts(endpoint), subscription.keys.auth, subscription.keys.p256dh],
    });
    return resultOf(response, { gone: [404, 410] });
  },
};
