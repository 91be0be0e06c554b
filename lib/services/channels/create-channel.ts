import { countChannels } from "@/db/queries/notifications/channels";
import type { CreatedChannelDto } from "@/lib/domain/channels/channel";
import { createChannelInput } from "@/lib/domain/channels/channel-input";
import { MAX_CHANNELS } from "@/lib/domain/channels/channel-options";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { readNewChannel, storeChannel } from "@/lib/services/channels/channel-values";
import { readChannelDto } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { settingsOfChannel } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { requireRole } from "@/lib/services/workspaces/require-role";

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
  const created = readNewChannel(context, parseInput(createChannelInput, input));
  return asActor(context, async (tx) => {
    if ((await countChannels(tx, workspaceId)) >= MAX_CHANNELS) {
      throw new ValidationError([describeProblem({ path: "", code: "channels_too_many" })]);
    }
    const id = await storeChannel(tx, context, created, null);
    const channel = await readChannelDto(tx, context, id);
    noteChange(context, { before: null, after: settingsOfChannel(channel) });
    return created.isMade && created.secret !== null
      ? { ...channel, signing_secret: created.secret.value }
      : channel;
  }).catch(explainKeyTaken);
}
