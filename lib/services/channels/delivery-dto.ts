import type { Delivery } from "@/db/queries/notifications/deliveries";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import { toWire } from "@/lib/domain/wire";

/** A message of the delivery log in the wire format. */
export function toDeliveryDto({ dueAt, ...delivery }: Delivery): DeliveryDto {
  return {
    ...toWire(delivery),
    next_attempt_at: delivery.status === "PENDING" ? dueAt.toISOString() : null,
  };
}
