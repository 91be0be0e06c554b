import { findDeliveries } from "@/db/queries/notifications/deliveries";
import { deliveryQuery } from "@/lib/domain/channels/channel-input";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import type { Page } from "@/lib/domain/run/run";
import { toDeliveryDto } from "@/lib/services/channels/delivery-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";

const LIST = "deliveries";

/**
 * A page of the delivery log, newest first: of the workspace, a channel or an incident.
 * @throws {ValidationError} for a filter or cursor that can't be used.
 */
export async function listDeliveries(
  context: ServiceContext,
  input: unknown,
): Promise<Page<DeliveryDto>> {
  const { cursor, limit, ...filter } = parseInput(deliveryQuery, input);
  const after = cursor === undefined ? undefined : decodeCursor(LIST, cursor);
  const rows = await asActor(context, (tx) =>
    findDeliveries(tx, context.workspaceId, { ...filter, limit: limit + 1, after }),
  );
  return toPage(rows, limit, toDeliveryDto, ({ createdAt, id }) =>
    encodeCursor(LIST, { value: createdAt.toISOString(), id }),
  );
}
