import {
  countChannels,
  insertChannel,
  updateChannelValues,
  type ChannelValues,
} from "@/db/queries/notifications/channels";
import type { CreatedChannelDto } from "@/lib/domain/channels/channel";
import { createChannelInput } from "@/lib/domain/channels/channel-input";
import { MAX_CHANNELS, type ChannelKind } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings } from "@/lib/domain/channels/channel-settings";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import {
  createSigningKey,
  requireMailServer,
  requireSecretKey,
  sealChannelSecret,
} from "@/lib/services/channels/channel-secret";
import { readChannelDto } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

const defaultNames: Record<ChannelKind, string> = {
  EMAIL: "Email",
  SLACK: "Slack",
  DISCORD: "Discord",
  TEAMS: "Microsoft Teams",
  TELEGRAM: "Telegram",
  NTFY: "ntfy",
  PAGERDUTY: "PagerDuty",
  ALERTMANAGER: "Alertmanager",
  WEBHOOK: "Webhook",
  PUSH: "Browser push",
};

/**
 * Creates a channel, its secret sealed for its row. Nothing is sent.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field; one of the whole where the workspace has as
 *   many channels as it may; one of the secret where the instance can't keep any.
 */
export async function createChannel(
  context: ServiceContext,
  input: unknown,
): Promise<CreatedChannelDto> {
  requireRole(context, "MEMBER");
  const { workspaceId } = context;
  const given = parseInput(createChannelInput, input);
  const { kind } = given;
  requireMailServer(context, kind);
  const parsed = parseChannelSettings(kind, { config: given.config, secret: given.secret });
  if (!parsed.ok) throw new ValidationError(parsed.problems);
  const { config } = parsed.settings;
  const isMade = kind === "WEBHOOK" && parsed.settings.secret === null;
  const secret = isMade ? createSigningKey() : parsed.settings.secret;
  const sealing = secret === null ? null : requireSecretKey(context);
  const values: ChannelValues = {
    kind,
    config,
    name: given.name ?? defaultNames[kind],
    isActive: given.is_active,
    events: given.events,
    routineIds: given.routine_ids,
    tags: given.tags,
    quietHours: given.quiet_hours,
    reminderMinutes: given.reminder_minutes,
    language: given.language,
    maxPerHour: given.max_per_hour,
  };
  return asActor(context, async (tx) => {
    if ((await countChannels(tx, workspaceId)) >= MAX_CHANNELS) {
      throw new ValidationError([describeProblem({ path: "", code: "channels_too_many" })]);
    }
    const id = await insertChannel(tx, workspaceId, values);
    if (secret !== null && sealing !== null) {
      // Bound to the row, so only once the database has given it an id.
      const sealedSecret = sealChannelSecret(sealing, context, id, secret);
      await updateChannelValues(tx, workspaceId, id, { sealedSecret });
    }
    const channel = await readChannelDto(tx, context, id);
    return isMade && secret !== null ? { ...channel, signing_secret: secret } : channel;
  });
}
