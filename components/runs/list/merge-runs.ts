import type { Page, RunDto } from "@/lib/domain/run/run";

const isOlder = (run: RunDto, other: RunDto) =>
  run.created_at < other.created_at || (run.created_at === other.created_at && run.id < other.id);

/** The known runs, newest first, and the page after them. */
export function appendRuns(known: Page<RunDto>, next: Page<RunDto>): Page<RunDto> {
  const ids = new Set(known.data.map(({ id }) => id));
  return {
    data: [...known.data, ...next.data.filter(({ id }) => !ids.has(id))],
    next_cursor: next.next_cursor,
  };
}

/**
 * The newest page as it is now, and after it the known runs that are older. Where the two do not
 * overlap, unknown runs may lie between them, so only the page remains.
 */
export function renewRuns(known: Page<RunDto>, first: Page<RunDto>): Page<RunDto> {
  const last = first.data.at(-1);
  if (last === undefined || first.next_cursor === null) return first;
  const ids = new Set(known.data.map(({ id }) => id));
  if (!first.data.some(({ id }) => ids.has(id))) return first;
  const older = known.data.filter((run) => isOlder(run, last));
  return older.length === 0
    ? first
    : { data: [...first.data, ...older], next_cursor: known.next_cursor };
}
