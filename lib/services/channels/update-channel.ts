import { updateChannelValues } from "@/db/queries/notifications/channels";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { updateChannelInput } from "@/lib/domain/channels/channel-input";
import { readChannelChange } from "@/lib/services/channels/channel-values";
import { readChannelDto, requireChannel } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { channelVersion, settingsOfChannel } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Stands for a secret in a list of changes. */
const HIDDEN = "***";

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
    const change = readChannelChange(context, channel, given);
    await updateChannelValues(tx, context.workspaceId, channel.id, change);
    const changed = await readChannelDto(tx, context, channel.id);
    noteChange(context, {
      before: settingsOfChannel(before),
      // Another secret is a change that neither state shows.
      after: { ...settingsOfChannel(changed), ...(change.sealedSecret && { secret: HIDDEN }) },
    });
    return changed;
  }).catch(explainKeyTaken);
}
