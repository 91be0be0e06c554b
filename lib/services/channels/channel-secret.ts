import { randomBytes } from "node:crypto";
import type { ChannelConfig } from "@/lib/domain/channels/channel";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, type CodedProblem } from "@/lib/domain/field-problems";
import { SIGNING_PREFIX } from "@/lib/egress/secrets/secret-signing-keys";
import { channelSecretPlace } from "@/lib/notifications/channel-secret-place";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { ServiceContext } from "@/lib/services/context";

/** Bytes of a signing key that is made here (Standard Webhooks 1.0 asks for 24 to 64). */
const SIGNING_KEY_BYTES = 32;

/** A signing key for a webhook, as its receiver needs it. */
export const createSigningKey = (): string =>
  `${SIGNING_PREFIX}${randomBytes(SIGNING_KEY_BYTES).toString("base64")}`;

const refuse = (coded: CodedProblem) => new ValidationError([describeProblem(coded)]);

/** @throws {ValidationError} at `secret` where the instance has no key to seal secrets with. */
export function requireSecretKey({ sealing }: Pick<ServiceContext, "sealing">): SealingKeys {
  if (sealing === null) throw refuse({ path: "secret", code: "secrets_key_missing" });
  return sealing;
}

/** The secret sealed for the row of its channel. */
export const sealChannelSecret = (
  sealing: SealingKeys,
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  channelId: string,
  secret: string,
): string => sealing.seal(secret, channelSecretPlace(workspaceId, channelId));

/** @throws {ValidationError} at `kind` for emails where the instance has no mail server. */
export function requireMailServer({ smtp }: Pick<ServiceContext, "smtp">, kind: ChannelKind): void {
  if (kind === "EMAIL" && smtp === null) throw refuse({ path: "kind", code: "smtp_missing" });
}

/** Where the secret of a channel goes by its config; null where the config doesn't say. */
export function destinationOf(config: ChannelConfig): string | null {
  const url = "url" in config ? config.url : "server" in config ? config.server : "";
  return URL.parse(url)?.origin ?? null;
}

/** Makes sure that a secret that was given for one server is never sent to another. */
export function requireSameDestination(
  before: ChannelConfig,
  after: ChannelConfig,
  { hasSecret, isGivenAgain }: { hasSecret: boolean; isGivenAgain: boolean },
): void {
  if (hasSecret && !isGivenAgain && destinationOf(before) !== destinationOf(after)) {
    throw refuse({ path: "secret", code: "channel_secret_again" });
  }
}
