import { z } from "zod";
import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import { problem, type ProblemCode } from "@/lib/domain/field-problems";
import type { AlertCondition } from "@/lib/domain/incidents/alert-policy";
import {
  incidentStates,
  MAX_NOTE_CHARACTERS,
  MAX_SNOOZE_MINUTES,
  type AlertTrigger,
  type IncidentEventType,
  type IncidentSource,
  type IncidentState,
} from "@/lib/domain/incidents/incident-options";
import { cursorParameter, instantParameter, pageLimit, wholeNumber } from "@/lib/domain/inputs";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { isStorable } from "@/lib/domain/storable-text";

/** An incident as it goes out to a screen, a machine or a channel. Times are RFC 3339 in UTC. */
export type IncidentDto = {
  id: string;
  workspace_id: string;
  routine_id: string;
  routine_name: string;
  endpoint_host: string;
  trigger: AlertTrigger;
  state: IncidentState;
  /** The condition that opened it. */
  condition: AlertCondition;
  opened_at: string;
  acknowledged_at: string | null;
  /** The email address of who has it; null where nobody, or where the account is gone. */
  acknowledged_by: string | null;
  snoozed_until: string | null;
  resolved_at: string | null;
  /** The number of times it was reopened within the cool-down. */
  reopened_count: number;
  /** The bad runs or slots since it was opened, those that opened it included. */
  failure_count: number;
  /** The error of the newest bad run, secrets masked. */
  error_code: RunErrorCode | null;
  http_status: number | null;
  error_message: string | null;
  /** When the last good run before it finished; null where none is on record. */
  last_good_at: string | null;
  first_run_id: string | null;
  last_run_id: string | null;
  /** Incidents of one cause share a group. */
  group_id: string;
  /** It was opened during maintenance, and nobody was notified. */
  in_maintenance: boolean;
};

/** An entry of an incident's timeline. */
export type IncidentEventDto = {
  id: string;
  type: IncidentEventType;
  at: string;
  source: IncidentSource;
  /** The email address of who did it; null for a policy, and where the account is gone. */
  actor: string | null;
  note: string | null;
  run_id: string | null;
  snoozed_until: string | null;
};

/** An incident with its timeline, oldest first, what was sent about it, newest first, and others of its group. */
export type IncidentDetailDto = IncidentDto & {
  events: IncidentEventDto[];
  deliveries: DeliveryDto[];
  /** The others of its group that opened last: up to 20. */
  group: IncidentDto[];
};

/** The number of a workspace's incidents that aren't resolved. */
export type UnresolvedCount = { open: number; acknowledged: number };

/** A query of the list. Newest first; those that aren't resolved come before the others. */
export const incidentQuery = z.strictObject({
  state: z.enum(incidentStates, problem("incident_state_unknown")).optional(),
  routine_id: z.uuid(problem("routine_id_invalid")).optional(),
  limit: pageLimit(100, 50),
  cursor: cursorParameter,
});

const note = z
  .string(problem("note_not_text"))
  .trim()
  .max(MAX_NOTE_CHARACTERS, problem("note_too_long"))
  .refine(isStorable, problem("text_not_storable"))
  .transform((text) => (text === "" ? null : text))
  .nullable()
  .default(null);

/** What a person may add to an acknowledgement or a resolution. */
export const noteInput = z.strictObject({ note });

/** A note by itself. */
export const requiredNote = z
  .strictObject({ note })
  .refine((input) => input.note !== null, { path: ["note"], ...problem("note_required") });

/** Until when an incident is quiet: a time, or minutes from now. One of the two is given. */
export const snoozeInput = z
  .strictObject({
    note,
    until: instantParameter.optional(),
    minutes: wholeNumber(1, MAX_SNOOZE_MINUTES, "snooze_out_of_range").optional(),
  })
  .transform(({ until, minutes, ...rest }, context) => {
    if (until !== undefined && minutes === undefined) return { ...rest, until };
    if (minutes !== undefined && until === undefined) return { ...rest, minutes };
    context.addIssue({
      code: "custom",
      path: [until === undefined ? "minutes" : "until"],
      message: "snooze_end_required" satisfies ProblemCode,
    });
    return z.NEVER;
  });
