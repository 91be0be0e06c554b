import type { Transaction } from "@/db/client";
import {
  countMatchingRoutines,
  findRoutines,
  type Keyset,
  type ListedRoutine,
} from "@/db/queries/routines";
import {
  browseRoutinesInput,
  listRoutinesInput,
  type RoutineDto,
  type RoutineFilter,
} from "@/lib/domain/routine/routine";
import type { RoutineSort } from "@/lib/domain/routine/routine-options";
import type { Page } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";

const listOf = (sort: RoutineSort) => `routines:${sort}`;

const cursorOf = (sort: RoutineSort) => (routine: ListedRoutine) =>
  encodeCursor(listOf(sort), { value: routine.sortValue, id: routine.id });

/**
 * Returns a page of the workspace's routines. `q` searches name and URL.
 * @throws {ValidationError} for a filter, sort or cursor that does not exist.
 */
export async function listRoutines(
  context: ServiceContext,
  input: unknown,
): Promise<Page<RoutineDto>> {
  const { limit, cursor, sort, ...filter } = parseInput(listRoutinesInput, input);
  const after = cursor === undefined ? undefined : decodeCursor(listOf(sort), cursor);
  const rows = await asActor(context, (tx) =>
    findRoutines(tx, context.workspaceId, { limit: limit + 1, sort, filter, after }),
  );
  return toPage(rows, limit, toRoutineDto, cursorOf(sort));
}

/** A page with the way back, and with counts: of all routines, and of those that fit the filter. */
export type RoutineListPage = Page<RoutineDto> & {
  previous_cursor: string | null;
  total: number;
  matching: number;
};

/** `matching` is the count that came with the page; null where there is none. */
async function countMatches(
  tx: Transaction,
  workspaceId: string,
  filter: RoutineFilter,
  matching: number | null,
): Promise<{ total: number; matching: number }> {
  if (matching === null) return countMatchingRoutines(tx, workspaceId, filter);
  const { total } = await countMatchingRoutines(tx, workspaceId, {});
  return { total, matching };
}

/**
 * As `listRoutines`, with a way back: `before` asks for the page that ends before a cursor. Where less
 * than a page is left there, it is the first page.
 * @throws {ValidationError} for a filter, sort or cursor that does not exist.
 */
export async function browseRoutines(
  context: ServiceContext,
  input: unknown,
): Promise<RoutineListPage> {
  const { limit, cursor, before, sort, ...filter } = parseInput(browseRoutinesInput, input);
  const decode = (text: string) => decodeCursor(listOf(sort), text);
  const toCursor = cursorOf(sort);
  return asActor(context, async (tx) => {
    // An outcome is looked up for each routine: once, for the page and for the count.
    const withCount = filter.last_status !== undefined;
    const find = (after: Keyset | undefined, backwards = false) =>
      findRoutines(tx, context.workspaceId, {
        limit: limit + 1,
        sort,
        filter,
        after,
        backwards,
        withCount,
      });
    const count = (found: readonly ListedRoutine[]) =>
      countMatches(tx, context.workspaceId, filter, found[0]?.matching ?? null);
    const earlier = before === undefined ? [] : await find(decode(before), true);
    if (earlier.length > limit) {
      const rows = earlier.slice(0, limit).reverse();
      const [first, last] = [rows.at(0), rows.at(-1)];
      return {
        data: rows.map(toRoutineDto),
        previous_cursor: first === undefined ? null : toCursor(first),
        next_cursor: last === undefined ? null : toCursor(last),
        ...(await count(earlier)),
      };
    }
    const isLater = before === undefined && cursor !== undefined;
    const rows = await find(isLater ? decode(cursor) : undefined);
    const [first] = rows;
    const previous = isLater && first !== undefined ? toCursor(first) : null;
    return {
      ...toPage(rows, limit, toRoutineDto, toCursor),
      previous_cursor: previous,
      ...(await count(rows)),
    };
  });
}
