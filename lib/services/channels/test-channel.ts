import { findDelivery } from "@/db/queries/notifications/deliveries";
import { insertTestMessage } from "@/db/queries/notifications/message-leases";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import { NotFoundError } from "@/lib/domain/errors";
import { sendMessage } from "@/lib/notifications/send-message";
import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import { toDeliveryDto } from "@/lib/services/channels/delivery-dto";
import { requireChannel } from "@/lib/services/channels/get-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { finishBeforeStop } from "@/lib/services/orderly-stop";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** A lease outlasts the attempt; a test that its worker didn't finish is made once more. */
const LEASE_SECONDS = 60;

/**
 * Sends a test to a channel at once, turned off or not, and returns the result with the real response. A
 * failed test is not repeated, and no test counts against the channel's messages an hour.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such channel.
 * @throws {DomainError} UNAVAILABLE while the process is about to end.
 */
export function testChannel(context: ServiceContext, id: string): Promise<DeliveryDto> {
  return finishBeforeStop(async () => {
    requireRole(context, "MEMBER");
    const channel = await asActor(context, (tx) => requireChannel(tx, context, id));
    await recordAuditEvent(context, "channel.tested", {
      ...{ kind: "channel", id: channel.id, name: channel.name },
    });
    const notifications = notificationContextOf(context);
    const { workerId } = notifications;
    const lease = { workerId, leaseSeconds: LEASE_SECONDS };
    const message = await insertTestMessage(context.db, channel, lease);
    await sendMessage(notifications, message);
    const delivery = await asActor(context, (tx) =>
      findDelivery(tx, context.workspaceId, message.id),
    );
    if (delivery === null) throw new NotFoundError();
    return toDeliveryDto(delivery);
  });
}
