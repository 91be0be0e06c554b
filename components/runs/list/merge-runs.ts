import type { Page, RunDto } from "@/lib/domain/run/run";

const isOlder = (run: RunDto, other: RunDto) =>
  run.created_at < other.created_at || (run.created_at === other.created_at && run.id < other.id);

/** Runs that are known, newest first, with a page that follows them. */
export function appendRuns(known: Page<RunDto>, next: Page<RunDto>): Page<RunDto> {
  const ids = new Set(known.data.map(({ id }) => id));
  return {
    data: [...known.data, ...next.data.filter(({ id }) => !ids.has(id))],
    next_cursor: next.next_cursor,
  };
}

/**
 * Runs that are known, under the newest page as it is now. The page tells its own stretch; what is
 * older stays known. Where the two do not meet, there may be runs between them that nobody has seen,
 * so that only the page remains.
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
