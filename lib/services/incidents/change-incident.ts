import { findIncident } from "@/db/queries/incidents/find-incidents";
import { transitIncident } from "@/db/queries/incidents/transit-incident";
import { ConflictError, NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import type { ActionRefusal, IncidentAction } from "@/lib/domain/incidents/after-person";
import {
  noteInput,
  requiredNote,
  snoozeInput,
  type IncidentDto,
} from "@/lib/domain/incidents/incident";
import type { IncidentSource } from "@/lib/domain/incidents/incident-options";
import { asActor, claimsOf, type ServiceContext } from "@/lib/services/context";
import { requireIncident } from "@/lib/services/incidents/get-incident";
import { toIncidentDtos } from "@/lib/services/incidents/incident-dtos";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

type Change = { action: IncidentAction; note: string | null };

/** Where a person acts from: the page, or the API. */
type PersonSource = Extract<IncidentSource, "PAGE" | "API">;

const refuseSnooze = (action: IncidentAction, code: ProblemCode) =>
  new ValidationError([describeProblem({ path: "until" in action ? "until" : "minutes", code })]);

function toError(refusal: ActionRefusal | "NOT_FOUND", action: IncidentAction): Error {
  switch (refusal) {
    case "NOT_FOUND":
      return new NotFoundError();
    case "RESOLVED":
      return new ConflictError("This incident is resolved. There is nothing left to do.");
    case "SNOOZE_ENDS_BEFORE":
      return refuseSnooze(action, "snooze_ends_before");
    case "SNOOZE_TOO_LONG":
      return refuseSnooze(action, "snooze_too_long");
  }
}

/** What isn't the user's doesn't exist, whatever they ask of it. */
async function requireChangeable(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  await asActor(context, (tx) => requireIncident(tx, context, id));
}

async function changeIncident(
  context: ServiceContext,
  id: string,
  { action, note, source }: Change & { source: PersonSource },
): Promise<IncidentDto> {
  const { workspaceId, db, actor } = context;
  const result = await transitIncident(db, {
    workspaceId,
    incidentId: id,
    action,
    claims: claimsOf(actor),
    source,
    note,
  });
  if ("refusal" in result) throw toError(result.refusal, action);
  const changed = await asActor(context, (tx) => findIncident(tx, workspaceId, id));
  const [dto] = await toIncidentDtos(context, changed === null ? [] : [changed]);
  if (dto === undefined) throw new NotFoundError();
  return dto;
}

/**
 * Acknowledges an incident for the user: reminders end. Acknowledging it again changes nothing.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such incident.
 * @throws {ConflictError} where it is resolved.
 */
export async function acknowledgeIncident(
  context: ServiceContext,
  id: string,
  input: unknown,
  source: PersonSource,
): Promise<IncidentDto> {
  await requireChangeable(context, id);
  const { note } = parseInput(noteInput, input);
  return changeIncident(context, id, { action: { type: "acknowledge" }, note, source });
}

/**
 * Keeps an incident quiet until a time. It keeps its state, and is notified of again where it still fails
 * then and nobody has it.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such incident.
 * @throws {ConflictError} where it is resolved.
 * @throws {ValidationError} where the time isn't ahead, or more than a week away.
 */
export async function snoozeIncident(
  context: ServiceContext,
  id: string,
  input: unknown,
  source: PersonSource,
): Promise<IncidentDto> {
  await requireChangeable(context, id);
  const { note, ...end } = parseInput(snoozeInput, input);
  return changeIncident(context, id, { action: { type: "snooze", ...end }, note, source });
}

/**
 * Resolves an incident by hand. Only runs after that can open it again.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such incident.
 * @throws {ConflictError} where it is resolved.
 */
export async function resolveIncident(
  context: ServiceContext,
  id: string,
  input: unknown,
  source: PersonSource,
): Promise<IncidentDto> {
  await requireChangeable(context, id);
  const { note } = parseInput(noteInput, input);
  return changeIncident(context, id, { action: { type: "resolve" }, note, source });
}

/**
 * Adds a note to an incident's timeline, whatever its state.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such incident.
 * @throws {ValidationError} where there is no text.
 */
export async function addNote(
  context: ServiceContext,
  id: string,
  input: unknown,
  source: PersonSource,
): Promise<IncidentDto> {
  await requireChangeable(context, id);
  const { note } = parseInput(requiredNote, input);
  return changeIncident(context, id, { action: { type: "note" }, note, source });
}
