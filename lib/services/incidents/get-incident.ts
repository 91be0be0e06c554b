import type { Transaction } from "@/db/client";
import {
  findGroupIncidents,
  findIncident,
  findIncidentEvents,
  type IncidentRow,
} from "@/db/queries/incidents/find-incidents";
import { findDeliveries } from "@/db/queries/notifications/deliveries";
import { NotFoundError } from "@/lib/domain/errors";
import type { IncidentDetailDto, IncidentEventDto } from "@/lib/domain/incidents/incident";
import { toDeliveryDto } from "@/lib/services/channels/delivery-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { findActors, toIncidentDtos } from "@/lib/services/incidents/incident-dtos";
import { isId } from "@/lib/services/is-id";

const MAX_EVENTS = 500;
const MAX_MESSAGES = 100;
const MAX_OTHERS = 20;

/** @throws {NotFoundError} where the workspace has no such incident. */
export async function requireIncident(
  tx: Transaction,
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  id: string,
): Promise<IncidentRow> {
  const incident = isId(id) ? await findIncident(tx, workspaceId, id) : null;
  if (incident === null) throw new NotFoundError();
  return incident;
}

type EventRow = Awaited<ReturnType<typeof findIncidentEvents>>[number];

const toEventDto = (event: EventRow, actors: Map<string, string>): IncidentEventDto => ({
  id: String(event.id),
  type: event.type,
  at: event.at.toISOString(),
  source: event.source,
  actor: event.actorId === null ? null : (actors.get(event.actorId) ?? null),
  note: event.note,
  run_id: event.runId,
  snoozed_until: event.snoozedUntil?.toISOString() ?? null,
});

/**
 * An incident with its timeline, the messages about it, and the others of its group.
 * @throws {NotFoundError} where the workspace has no such incident.
 */
export async function getIncident(context: ServiceContext, id: string): Promise<IncidentDetailDto> {
  const found = await asActor(context, async (tx) => {
    const incident = await requireIncident(tx, context, id);
    return {
      incident,
      events: await findIncidentEvents(tx, incident, MAX_EVENTS),
      messages: await findDeliveries(tx, context.workspaceId, {
        incident_id: id,
        limit: MAX_MESSAGES,
        after: undefined,
      }),
      others: await findGroupIncidents(tx, incident, MAX_OTHERS),
    };
  });
  const [dto, ...group] = await toIncidentDtos(context, [found.incident, ...found.others]);
  if (dto === undefined) throw new NotFoundError();
  const actors = await findActors(
    context,
    found.events.map(({ actorId }) => actorId),
  );
  return {
    ...dto,
    events: found.events.map((event) => toEventDto(event, actors)),
    deliveries: found.messages.map(toDeliveryDto),
    group,
  };
}
