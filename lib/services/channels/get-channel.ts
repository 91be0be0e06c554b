import type { Transaction } from "@/db/client";
import { findChannel, findLastDeliveries, type Channel } from "@/db/queries/notifications/channels";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { NotFoundError } from "@/lib/domain/errors";
import { toChannelDto } from "@/lib/services/channels/channel-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";

/** @throws {NotFoundError} where the workspace has no such channel. */
export async function requireChannel(
  tx: Transaction,
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Channel> {
  const channel = isId(id) ? await findChannel(tx, workspaceId, id, options) : null;
  if (channel === null) throw new NotFoundError();
  return channel;
}

/** The channel in the wire format, in a transaction that has changed it. */
export async function readChannelDto(
  tx: Transaction,
  context: Pick<ServiceContext, "workspaceId">,
  id: string,
): Promise<ChannelDto> {
  const channel = await requireChannel(tx, context, id);
  const last = await findLastDeliveries(tx, context.workspaceId);
  return toChannelDto(channel, last.get(channel.id));
}

/** @throws {NotFoundError} where the workspace has no such channel. */
export const getChannel = (context: ServiceContext, id: string): Promise<ChannelDto> =>
  asActor(context, (tx) => readChannelDto(tx, context, id));
