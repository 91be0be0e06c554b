import { createHmac, timingSafeEqual } from "node:crypto";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import { DAY_SECONDS, SECOND_MS } from "@/lib/domain/time-units";
import { translatorOf } from "@/lib/notifications/message-words";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";

/**
 * A link that acknowledges the incidents of one message, and does nothing else. Its token is the id of
 * the message (16 bytes) and the second at which it expires (4 bytes), then an HMAC-SHA256 of both, each
 * in Base64 for URLs. Links of a previous `SECRETS_KEY` work while that is set.
 */

const PURPOSE = "acknowledge-link";
const LINK_DAYS = 7;
const ID_BYTES = 16;
const TOKEN = /^([\w-]{27})\.([\w-]{43})$/;

const sign = (key: Buffer, payload: Buffer) => createHmac("sha256", key).update(payload).digest();

/** The URL of the page that asks to confirm an acknowledgement, for a message made at `at`. */
export function createAcknowledgeUrl(
  sealing: SealingKeys,
  { appUrl, messageId, at }: { appUrl: string; messageId: string; at: Date },
): string {
  const payload = Buffer.alloc(ID_BYTES + 4);
  payload.write(messageId.replaceAll("-", ""), "hex");
  payload.writeUInt32BE(Math.floor(at.getTime() / SECOND_MS) + LINK_DAYS * DAY_SECONDS, ID_BYTES);
  const signature = sign(sealing.deriveKey(PURPOSE), payload);
  return `${appUrl}/alerts/acknowledge/${payload.toString("base64url")}.${signature.toString("base64url")}`;
}

/** The id of the message of a token; null for one that was changed, or has expired at `now`. */
export function readAcknowledgeToken(
  sealing: SealingKeys,
  token: string,
  now: Date,
): string | null {
  const [, payloadText = "", signatureText = ""] = TOKEN.exec(token) ?? [];
  const payload = Buffer.from(payloadText, "base64url");
  const signature = Buffer.from(signatureText, "base64url");
  if (payload.length !== ID_BYTES + 4) return null;
  // Another text for the same bytes is another token.
  if (`${payload.toString("base64url")}.${signature.toString("base64url")}` !== token) return null;
  const isSigned = sealing
    .deriveKeys(PURPOSE)
    .some((key) => timingSafeEqual(sign(key, payload), signature));
  if (!isSigned || payload.readUInt32BE(ID_BYTES) * SECOND_MS <= now.getTime()) return null;
  const hex = payload.toString("hex", 0, ID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What the timeline says of an acknowledgement by a link. */
export function linkNote(language: ChannelLanguage, channel: string): string {
  const t = translatorOf("alertMessages", language);
  return t("linkNote", { channel });
}
