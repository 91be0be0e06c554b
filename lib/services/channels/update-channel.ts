import { updateChannelValues, type ChannelValues } from "@/db/queries/notifications/channels";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { updateChannelInput } from "@/lib/domain/channels/channel-input";
import { parseChannelSettings, secretNeed } from "@/lib/domain/channels/channel-settings";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import {
  requireMailServer,
  requireSameDestination,
  requireSecretKey,
  sealChannelSecret,
} from "@/lib/services/channels/channel-secret";
import { readChannelDto, requireChannel } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { channelVersion, settingsOfChannel } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Stands for a secret in a list of changes. */
const HIDDEN = "***";

/** Leaves out what wasn't given. */
const givenOnly = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>;
  };

/**
 * Changes a channel; what isn't named stays. Turned on again, it forgets why the service turned it off.
 * A secret is replaced by a new one, and removed by null where the kind can do without.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such channel.
 * @throws {ValidationError} with every problem at its field; one of the secret where the channel would
 *   send it to another server than it was given for.
 */
export async function updateChannel(
  context: ServiceContext,
  id: string,
  input: unknown,
): Promise<ChannelDto> {
  requireRole(context, "MEMBER");
  const given = parseInput(updateChannelInput, input);
  return asActor(context, async (tx) => {
    const channel = await requireChannel(tx, context, id, { lock: true });
    const before = await readChannelDto(tx, context, channel.id);
    requireVersion(context, channelVersion(before));
    const { kind, hasSecret } = channel;
    if (given.kind !== undefined && given.kind !== kind) {
      throw new ValidationError([describeProblem({ path: "kind", code: "channel_kind_fixed" })]);
    }
    const values: Partial<ChannelValues> = givenOnly({
      name: given.name,
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
    await updateChannelValues(tx, context.workspaceId, channel.id, {
      ...values,
      ...(sealedSecret !== undefined && { sealedSecret }),
      ...(given.is_active === true && { disabledReason: null }),
    });
    const changed = await readChannelDto(tx, context, channel.id);
    noteChange(context, {
      before: settingsOfChannel(before),
      // Another secret is a change that neither state shows.
      after: { ...settingsOfChannel(changed), ...(sealedSecret && { secret: HIDDEN }) },
    });
    return changed;
  });
}
