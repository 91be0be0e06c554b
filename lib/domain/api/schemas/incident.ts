import { z } from "zod";
import { deliverySchema } from "@/lib/domain/api/schemas/channel";
import { count, id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { alertCondition, type AlertCondition } from "@/lib/domain/incidents/alert-policy";
import type {
  IncidentDetailDto,
  IncidentDto,
  IncidentEventDto,
} from "@/lib/domain/incidents/incident";
import {
  alertTriggers,
  incidentEventTypes,
  incidentSources,
  incidentStates,
} from "@/lib/domain/incidents/incident-options";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";

const condition = schemaOf<AlertCondition>("AlertCondition")(alertCondition);

const incidentShape = {
  id,
  workspace_id: id,
  routine_id: id,
  routine_name: z.string(),
  endpoint_host: z.string(),
  trigger: z.enum(alertTriggers),
  state: z.enum(incidentStates),
  condition: condition.describe("The condition that opened it."),
  opened_at: instant,
  acknowledged_at: instant.nullable(),
  acknowledged_by: z.string().nullable().describe("The email address of who has it."),
  snoozed_until: instant.nullable(),
  resolved_at: instant.nullable(),
  reopened_count: count,
  failure_count: count.describe("The bad runs or slots since it was opened."),
  error_code: z.enum(runErrorCodes).nullable(),
  http_status: z.int().nullable(),
  error_message: z.string().nullable().describe("Of the newest bad run, secrets masked."),
  last_good_at: instant.nullable(),
  first_run_id: id.nullable(),
  last_run_id: id.nullable(),
  group_id: id.describe("Incidents of one cause share a group."),
  in_maintenance: z.boolean().describe("It was opened during maintenance; nobody was notified."),
} satisfies Record<keyof IncidentDto, z.ZodType>;

export const incidentSchema = schemaOf<IncidentDto>("Incident")(z.object(incidentShape));

export const incidentPage = pageOf(incidentSchema);

const incidentEvent = schemaOf<IncidentEventDto>("IncidentEvent")(
  z.object({
    id: z.string(),
    type: z.enum(incidentEventTypes),
    at: instant,
    source: z.enum(incidentSources),
    actor: z.string().nullable().describe("The email address of who did it."),
    note: z.string().nullable(),
    run_id: id.nullable(),
    snoozed_until: instant.nullable(),
  }),
);

export const incidentDetailSchema = schemaOf<IncidentDetailDto>("IncidentDetail")(
  z.object({
    ...incidentShape,
    events: z.array(incidentEvent).describe("The timeline, oldest first."),
    deliveries: z.array(deliverySchema).describe("What was sent about it, newest first."),
    group: z.array(incidentSchema).describe("The others of its group that opened last, up to 20."),
  }),
);
