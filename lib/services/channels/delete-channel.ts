import { removeChannel } from "@/db/queries/notifications/channels";
import { NotFoundError } from "@/lib/domain/errors";
import { readChannelDto, requireChannel } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { channelVersion, settingsOfChannel } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a channel with its secret and its delivery log. What waits for it isn't sent any more.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such channel.
 */
export async function deleteChannel(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  await asActor(context, async (tx) => {
    await requireChannel(tx, context, id, { lock: true });
    const channel = await readChannelDto(tx, context, id);
    requireVersion(context, channelVersion(channel));
    if (!(await removeChannel(tx, context.workspaceId, id))) throw new NotFoundError();
    noteChange(context, { before: settingsOfChannel(channel), after: null });
  });
}
