import { findRoutines, type RoutineWithStatus } from "@/db/queries/routines";
import { listRoutinesInput, type RoutineDto, type RoutineSort } from "@/lib/domain/routine";
import type { Page } from "@/lib/domain/run";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { toRoutineDto } from "@/lib/services/routine-dto";

function sortValue(routine: RoutineWithStatus, sort: RoutineSort): string {
  switch (sort) {
    case "name":
    case "-name":
      return routine.name;
    case "created_at":
    case "-created_at":
      return routine.createdAt.toISOString();
    case "next_run_at":
    case "-next_run_at":
      return routine.nextRunAt.toISOString();
  }
}

/**
 * A page of the workspace's routines. `q` finds in name and URL.
 * @throws {ValidationError} for a filter, sort or cursor that does not exist.
 */
export async function listRoutines(
  context: ServiceContext,
  input: unknown,
): Promise<Page<RoutineDto>> {
  const { limit, cursor, sort, ...filters } = parseInput(listRoutinesInput, input);
  const list = `routines:${sort}`;
  const rows = await asActor(context, (tx) =>
    findRoutines(tx, context.workspaceId, {
      limit: limit + 1,
      sort,
      after: cursor === undefined ? undefined : decodeCursor(list, cursor),
      q: filters.q,
      kind: filters.kind,
      isActive: filters.is_active,
      lastStatus: filters.last_status,
    }),
  );
  return toPage(rows, limit, toRoutineDto, (routine) =>
    encodeCursor(list, { value: sortValue(routine, sort), id: routine.id }),
  );
}
