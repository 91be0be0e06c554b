import type { Transaction } from "@/db/client";
import {
  insertChannel,
  updateChannelValues,
  type Channel,
  type ChannelValues,
} from "@/db/queries/notifications/channels";
import type { CreateChannelInput, UpdateChannelInput } from "@/lib/domain/channels/channel-input";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings, secretNeed } from "@/lib/domain/channels/channel-settings";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import {
  createSigningKey,
  requireMailServer,
  requireSameDestination,
  requireSecretKey,
  sealChannelSecret,
} from "@/lib/services/channels/channel-secret";
import type { ServiceContext } from "@/lib/services/context";

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

/** A channel that is ready to be stored. */
type NewChannel = {
  values: ChannelValues;
  secret: { value: string; sealing: SealingKeys } | null;
  /** Whether the secret was made here, so that its owner must be shown it. */
  isMade: boolean;
};

/** @throws {ValidationError} with every problem at its field. */
export function readNewChannel(context: ServiceContext, given: CreateChannelInput): NewChannel {
  const { kind } = given;
  requireMailServer(context, kind);
  const parsed = parseChannelSettings(kind, { config: given.config, secret: given.secret });
  if (!parsed.ok) throw new ValidationError(parsed.problems);
  const { config } = parsed.settings;
  const isMade = kind === "WEBHOOK" && parsed.settings.secret === null;
  const value = isMade ? createSigningKey() : parsed.settings.secret;
  return {
    values: {
      kind,
      config,
      name: given.name ?? defaultNames[kind],
      key: given.key,
      isActive: given.is_active,
      events: given.events,
      routineIds: given.routine_ids,
      tags: given.tags,
      quietHours: given.quiet_hours,
      reminderMinutes: given.reminder_minutes,
      language: given.language,
      maxPerHour: given.max_per_hour,
    },
    secret: value === null ? null : { value, sealing: requireSecretKey(context) },
    isMade,
  };
}

/**
 * Stores a new channel, its secret sealed for its row, and returns its id. `secretRef` is the name of
 * the workspace's secret that it has, or null.
 */
export async function storeChannel(
  tx: Transaction,
  context: Pick<ServiceContext, "workspaceId">,
  { values, secret }: Pick<NewChannel, "values" | "secret">,
  secretRef: string | null,
): Promise<string> {
  const id = await insertChannel(tx, context.workspaceId, values);
  if (secret !== null) {
    // Bound to the row, so only once the database has given it an id.
    const sealedSecret = sealChannelSecret(secret.sealing, context, id, secret.value);
    await updateChannelValues(tx, context.workspaceId, id, { sealedSecret, secretRef });
  }
  return id;
}

/** Leaves out what wasn't given. */
const givenOnly = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>;
  };

/**
 * What a change of a channel writes. A secret that is given or removed has no name any more.
 * @throws {ValidationError} with every problem at its field.
 */
export function readChannelChange(
  context: ServiceContext,
  channel: Channel,
  given: UpdateChannelInput,
): Parameters<typeof updateChannelValues>[3] {
  const { kind, hasSecret } = channel;
  if (given.kind !== undefined && given.kind !== kind) {
    throw new ValidationError([describeProblem({ path: "kind", code: "channel_kind_fixed" })]);
  }
  const values: Partial<ChannelValues> = givenOnly({
    name: given.name,
    key: given.key,
    isActive: given.is_active,
    events: given.events,
    routineIds: given.routine_ids,
    tags: given.tags,
    quietHours: given.quiet_hours,
    reminderMinutes: given.reminder_minutes,
    language: given.language,
    maxPerHour: given.max_per_hour,
  });
  let sealedSecret: string | null | undefined;
  if (given.config !== undefined || given.secret !== undefined) {
    if (given.config !== undefined) requireMailServer(context, kind);
    const config = given.config ?? channel.config;
    const parsed = parseChannelSettings(kind, { config, secret: given.secret }, { hasSecret });
    if (!parsed.ok) throw new ValidationError(parsed.problems);
    const { secret } = parsed.settings;
    const isRemoved = given.secret === null && secretNeed(kind) === "optional";
    requireSameDestination(channel.config, parsed.settings.config, {
      hasSecret,
      isGivenAgain: secret !== null || isRemoved,
    });
    values.config = parsed.settings.config;
    if (secret !== null) {
      const sealing = requireSecretKey(context);
      sealedSecret = sealChannelSecret(sealing, context, channel.id, secret);
    } else if (isRemoved) {
      sealedSecret = null;
    }
  }
  return {
    ...values,
    ...(sealedSecret !== undefined && { sealedSecret, secretRef: null }),
    ...(given.is_active === true && { disabledReason: null }),
  };
}
