import type { Channel, LastDelivery } from "@/db/queries/notifications/channels";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { toWire } from "@/lib/domain/wire";

/** A channel in the wire format. */
export function toChannelDto(channel: Channel, last: LastDelivery | undefined): ChannelDto {
  return {
    ...toWire(channel),
    last_delivery:
      last === undefined
        ? null
        : {
            at: last.at.toISOString(),
            status: last.status,
            error: last.status === "SENT" ? null : last.response,
          },
  };
}
