import { findIncidents, type IncidentRow } from "@/db/queries/incidents/find-incidents";
import { incidentQuery, type IncidentDto } from "@/lib/domain/incidents/incident";
import { incidentStates } from "@/lib/domain/incidents/incident-options";
import type { Page } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { toIncidentDtos } from "@/lib/services/incidents/incident-dtos";
import { parseInput } from "@/lib/services/parse-input";
import { requireRoutine } from "@/lib/services/routines/get-routine";

/** The two parts of the list, each newest first. */
const UNRESOLVED = "incidents unresolved";
const RESOLVED = "incidents resolved";

/** The part that a cursor points into, and its place there. */
function readCursor(cursor: string | undefined) {
  if (cursor === undefined) return { isResolved: false, after: undefined };
  try {
    return { isResolved: false, after: decodeCursor(UNRESOLVED, cursor) };
  } catch {
    return { isResolved: true, after: decodeCursor(RESOLVED, cursor) };
  }
}

const toCursor = ({ state, openedAt, id }: IncidentRow) =>
  encodeCursor(state === "resolved" ? RESOLVED : UNRESOLVED, { value: openedAt.toISOString(), id });

/**
 * A page of the workspace's incidents, or of one routine: those that aren't resolved first, then the
 * others, each newest first.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for an unknown filter or cursor.
 */
export async function listIncidents(
  context: ServiceContext,
  query: unknown,
): Promise<Page<IncidentDto>> {
  const { state, routine_id: routineId, limit, cursor } = parseInput(incidentQuery, query);
  const { isResolved, after } = readCursor(cursor);
  const states = state === undefined ? incidentStates : [state];
  const unresolved = states.filter((one) => one !== "resolved" && !isResolved);
  const resolved = states.filter((one) => one === "resolved");
  const rows = await asActor(context, async (tx) => {
    if (routineId !== undefined) await requireRoutine(tx, context, routineId);
    const read = (part: typeof states, { place, room }: { place: typeof after; room: number }) =>
      part.length === 0 || room === 0
        ? []
        : findIncidents(tx, context.workspaceId, {
            states: part,
            routineId,
            after: place,
            limit: room,
          });
    const first = await read(unresolved, { place: after, room: limit + 1 });
    const rest = await read(resolved, {
      place: isResolved ? after : undefined,
      room: limit + 1 - first.length,
    });
    return [...first, ...rest];
  });
  const { data, next_cursor } = toPage(rows, limit, (row) => row, toCursor);
  return { data: await toIncidentDtos(context, data), next_cursor };
}
