import { findChannels, findLastDeliveries } from "@/db/queries/notifications/channels";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { toChannelDto } from "@/lib/services/channels/channel-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The channels of the workspace by name; at most `MAX_CHANNELS`. */
export const listChannels = (context: ServiceContext): Promise<ChannelDto[]> =>
  asActor(context, async (tx) => {
    const channels = await findChannels(tx, context.workspaceId);
    const last = await findLastDeliveries(tx, context.workspaceId);
    return channels.map((channel) => toChannelDto(channel, last.get(channel.id)));
  });
