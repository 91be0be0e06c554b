import { and, asc, desc, eq, ilike, inArray, or, sql, type Column, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  memberColumns,
  routineColumns,
  type MemberColumn,
  type Routine,
  type RoutineValues,
} from "@/db/queries/routine-columns";
import { hasTagLike, hasTags, tagNames } from "@/db/queries/tags";
import { routines, runs } from "@/db/schema";
import type { RoutineFilter } from "@/lib/domain/routine/routine";
import type {
  RoutineOutcome,
  RoutineSort,
  RoutineState,
} from "@/lib/domain/routine/routine-options";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { dueAtOf } from "@/lib/domain/slots/spread";
import { toWire } from "@/lib/domain/wire";

export type TaggedRoutine = Routine & { tags: string[] };

export type RoutineWithStatus = TaggedRoutine & {
  lastStatus: RunStatus | null;
  /** The end of the maintenance that is on now, as an ISO text; null where none is. */
  inMaintenanceUntil: string | null;
};

// The outer column is written out: in a selection Drizzle leaves out the table's name, and the inner
// table has an id too.
const lastStatus = sql<RunStatus | null>`(
  select o.status from ${runs} as o
  where o.workspace_id = ${routines}.workspace_id and o.routine_id = ${routines}.id order by o.created_at desc limit 1
)`;

const inMaintenanceUntil = sql<string | null>`(
  case when ${routines}.maintenance_from <= now() and ${routines}.maintenance_until > now()
  then to_char(${routines}.maintenance_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
)`;

export const withStatus = { routine: routines, lastStatus, tags: tagNames, inMaintenanceUntil };

const flatten = ({
  routine,
  lastStatus: status,
  tags,
  inMaintenanceUntil: until,
}: { routine: Routine } & Omit<RoutineWithStatus, keyof Routine>): RoutineWithStatus => ({
  ...routine,
  lastStatus: status,
  tags,
  inMaintenanceUntil: until,
});

/** Null where the workspace has no such routine. With `lock`, its row is locked until the transaction ends. */
export async function findRoutine(
  tx: Transaction,
  workspaceId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RoutineWithStatus | null> {
  const isIt = and(eq(routines.workspaceId, workspaceId), eq(routines.id, id));
  if (options.lock === true) {
    // By itself: a statement that has waited for a lock sees the tags as they were before.
    await tx.select({ id: routines.id }).from(routines).where(isIt).for("update");
  }
  const [row] = await tx.select(withStatus).from(routines).where(isIt);
  return row === undefined ? null : flatten(row);
}

/** The id of the routine with a key, or null. */
export async function findRoutineId(
  tx: Transaction,
  workspaceId: string,
  key: string,
): Promise<string | null> {
  const [row] = await tx
    .select({ id: routines.id })
    .from(routines)
    .where(and(eq(routines.workspaceId, workspaceId), eq(routines.key, key)));
  return row?.id ?? null;
}

/** Those of these keys that a routine of the workspace has. */
export async function findTakenKeys(
  tx: Transaction,
  workspaceId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx
    .select({ key: routines.key })
    .from(routines)
    .where(and(eq(routines.workspaceId, workspaceId), inArray(routines.key, [...keys])));
  return new Set(rows.flatMap(({ key }) => key ?? []));
}

/** Returns the id of the new routine. */
export async function insertRoutine(
  tx: Transaction,
  workspaceId: string,
  values: RoutineValues,
): Promise<string> {
  // Written by hand: Drizzle's own insert names every column, and those of the lease are not a
  // member's to write, not even as defaults.
  const { workspaceId: owner, ...columns } = routineColumns;
  const given = memberColumns.flatMap((column) =>
    column === "dueAt" ? [] : { column: columns[column], value: values[column] },
  );
  const names = sql.join(
    [owner, ...given.map(({ column }) => column)].map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const placeholders = sql.join(
    [sql`${workspaceId}`, ...given.map(({ column, value }) => sql`${sql.param(value, column)}`)],
    sql`, `,
  );
  const [created] = await tx.execute<{ id: string }>(
    sql`insert into ${routines} (${names}) values (${placeholders}) returning id`,
  );
  if (created === undefined) throw new Error("The new routine is not visible to its creator.");
  // When it starts depends on its id, which the database gives.
  const dueAt = dueAtOf({ ...values, id: created.id }, values.nextRunAt);
  if (dueAt !== null) await tx.update(routines).set({ dueAt }).where(eq(routines.id, created.id));
  return created.id;
}

export async function updateRoutineValues(
  tx: Transaction,
  workspaceId: string,
  id: string,
  values: Pick<Routine, MemberColumn>,
): Promise<void> {
  await tx
    .update(routines)
    .set({ ...values, updatedAt: sql`now()` })
    .where(and(eq(routines.workspaceId, workspaceId), eq(routines.id, id)));
}

/** Where a page of a list begins: after the row with this sort value and id. */
export type Keyset = { value: string; id: string };

// One figure in front of the name: the worst outcomes first, and among equals the names in order.
const outcomeKey = sql<string>`(case ${routines.lastOutcome}
  when 'FAIL' then '0' when 'ABANDONED' then '1' when 'MISSED' then '2' when 'DEGRADED' then '3'
  when 'SUCCESS' then '4' else '5' end) || ${routines.name}`;

const sortKeys = {
  name: { key: sql`${routines.name}`, isTime: false },
  created_at: { key: sql`${routines.createdAt}`, isTime: true },
  next_run_at: { key: sql`${routines.nextRunAt}`, isTime: true },
  last_run_at: { key: sql`coalesce(${routines.lastRunAt}, 'epoch')`, isTime: true },
  outcome: { key: outcomeKey, isTime: false },
} as const;

/** `%` and `_` stand for themselves in a search. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Letters that Unicode doesn't take apart, and what people type for them. */
const plainLetters = [
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ı", "i"],
  ["ς", "σ"],
] as const;

/** A text without accents and marks, in lower case, as `foldText` leaves one. */
const folded = (text: Column) =>
  plainLetters.reduce(
    (whole, [letter, plain]) => sql`replace(${whole}, ${letter}, ${plain})`,
    sql`lower(regexp_replace(normalize(${text}, NFKD), '[\\u0300-\\u036f]+', '', 'g'))`,
  );

const foldText = (text: string) =>
  plainLetters.reduce<string>(
    (whole, [letter, plain]) => whole.replaceAll(letter, plain),
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]+/g, "")
      .toLowerCase(),
  );

/** Whether every word of a search is in the name or in the URL, in whatever order. */
function matchesText(q: string | undefined): SQL | undefined {
  const words = (q ?? "").split(/\s+/).filter((word) => word !== "");
  return and(
    ...words.map((word) => {
      const pattern = `%${escapeLike(foldText(word))}%`;
      return or(
        ilike(folded(routines.name), pattern),
        ilike(folded(routines.endpointUrl), pattern),
      );
    }),
  );
}

/** Whether the next slot is past the end date, or past the only slot that there is. */
export const hasEnded = sql`(coalesce(${routines.endsAt} <= ${routines.nextRunAt}, false)
  or coalesce(${routines.runAt} < ${routines.nextRunAt}, false))`;

function isInState(state: RoutineState): SQL {
  switch (state) {
    case "active":
      return sql`${routines.isActive}`;
    case "paused":
      return sql`(not ${routines.isActive} and not ${hasEnded})`;
    case "ended":
      return sql`(not ${routines.isActive} and ${hasEnded})`;
  }
}

function hasOutcome(outcome: RoutineOutcome): SQL {
  if (outcome === "FAILING") return eq(routines.health, outcome);
  return outcome === "DEGRADED" ? eq(routines.lastOutcome, outcome) : eq(lastStatus, outcome);
}

/** The routines of the workspace that fit a filter. */
function meets(workspaceId: string, filter: RoutineFilter): SQL | undefined {
  return and(eq(routines.workspaceId, workspaceId), fits(workspaceId, filter));
}

function fits(
  workspaceId: string,
  { q, kind, is_active, state, last_status, tag }: RoutineFilter,
): SQL | undefined {
  return and(
    hasTags(workspaceId, sql`${routines}.id`, tag),
    matchesText(q),
    kind === undefined ? undefined : eq(routines.kind, kind),
    is_active === undefined ? undefined : eq(routines.isActive, is_active),
    state === undefined ? undefined : isInState(state),
    last_status === undefined ? undefined : hasOutcome(last_status),
  );
}

export type ListedRoutine = RoutineWithStatus & {
  /** Its place in the order, for the keyset of the next page. */
  sortValue: string;
  /** How many routines fit the filter, on all pages; null where that was not asked for. */
  matching: number | null;
};

/**
 * Up to `limit` routines in the order of `sort`, ties broken by id, after `after`. With `backwards`,
 * those before it, the nearest first. With `withCount`, all that match are read and counted.
 */
export async function findRoutines(
  tx: Transaction,
  workspaceId: string,
  options: {
    limit: number;
    sort: RoutineSort;
    filter: RoutineFilter;
    after?: Keyset | undefined;
    backwards?: boolean | undefined;
    withCount?: boolean | undefined;
  },
): Promise<ListedRoutine[]> {
  const { limit, sort, filter, after, backwards = false, withCount = false } = options;
  const isDescending = sort.startsWith("-") !== backwards;
  const order = isDescending ? desc : asc;
  const beyond = sql.raw(isDescending ? "<" : ">");
  const { key, isTime } = sortKeys[sort.replace("-", "") as keyof typeof sortKeys];
  const toValue = (text: string) => (isTime ? new Date(text).toISOString() : text);
  const matched = tx
    .select({
      id: sql<string>`${routines.id}`.as("matched_id"),
      key: sql<string>`${key}`.as("matched_key"),
      count: sql<string | null>`${sql.raw(withCount ? "count(*) over ()" : "null")}`.as(
        "matched_count",
      ),
    })
    .from(routines)
    .where(meets(workspaceId, filter))
    .as("matched");
  const isBeyond =
    after && sql`(${matched.key}, ${matched.id}) ${beyond} (${toValue(after.value)}, ${after.id})`;
  // The page is cut before whole rows and their latest runs are read.
  const page = tx
    .select({
      pageId: sql<string>`${matched.id}`.as("page_id"),
      key: sql<string>`${matched.key}`.as("sort_key"),
      count: sql<string | null>`${matched.count}`.as("matching"),
    })
    .from(matched)
    .where(isBeyond)
    .orderBy(order(matched.key), order(matched.id))
    .limit(limit)
    .as("page");
  const rows = await tx
    .select({ ...withStatus, key: page.key, count: page.count })
    .from(page)
    .innerJoin(routines, eq(routines.id, page.pageId))
    .orderBy(order(page.key), order(page.pageId));
  return rows.map((row) => ({
    ...flatten(row),
    sortValue: toValue(row.key),
    matching: row.count === null ? null : Number(row.count),
  }));
}

/** How many routines a workspace has, and how many of them fit a filter. */
export async function countMatchingRoutines(
  tx: Transaction,
  workspaceId: string,
  filter: RoutineFilter,
): Promise<{ total: number; matching: number }> {
  const [row] = await tx
    .select({
      total: sql`count(*)`.mapWith(Number),
      matching: sql`count(*) filter (where ${fits(workspaceId, filter) ?? sql`true`})`.mapWith(
        Number,
      ),
    })
    .from(routines)
    .where(eq(routines.workspaceId, workspaceId));
  return row ?? { total: 0, matching: 0 };
}

/**
 * Up to `limit` routines with `q` in their name, URL or tags; those whose name begins with it come
 * first.
 */
export async function findRoutinesByText(
  tx: Transaction,
  workspaceId: string,
  q: string,
  limit: number,
): Promise<Pick<Routine, "id" | "name" | "endpointUrl" | "isActive">[]> {
  const { id, name, endpointUrl, isActive } = routines;
  return tx
    .select({ id, name, endpointUrl, isActive })
    .from(routines)
    .where(
      and(
        eq(routines.workspaceId, workspaceId),
        or(matchesText(q), hasTagLike(workspaceId, sql`${routines}.id`, `%${escapeLike(q)}%`)),
      ),
    )
    .orderBy(desc(ilike(folded(name), `${escapeLike(foldText(q))}%`)), asc(name), asc(id))
    .limit(limit);
}

/** Up to `limit` routines by name. */
export function findRoutineNames(
  tx: Transaction,
  workspaceId: string,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: routines.id, name: routines.name })
    .from(routines)
    .where(eq(routines.workspaceId, workspaceId))
    .orderBy(asc(routines.name), asc(routines.id))
    .limit(limit);
}

/** The routines of a bulk change. */
export type RoutineSet = { ids: readonly string[] } | { filter: RoutineFilter };

/** A list in one parameter: the pooled connections have no array types. */
const elementsOf = (ids: readonly string[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;

const isSelected = (workspaceId: string, selection: RoutineSet) =>
  "ids" in selection
    ? and(
        eq(routines.workspaceId, workspaceId),
        sql`${routines.id} in ${elementsOf(selection.ids)}`,
      )
    : meets(workspaceId, selection.filter);

/**
 * The ids of the selected routines, at most `limit`. Their rows are locked until the transaction ends,
 * in the same order as when results are recorded.
 */
export async function lockSelectedRoutines(
  tx: Transaction,
  workspaceId: string,
  selection: RoutineSet,
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .select({ id: routines.id })
    .from(routines)
    .where(isSelected(workspaceId, selection))
    .orderBy(asc(routines.id))
    .limit(limit)
    .for("update");
  return rows.map(({ id }) => id);
}

/** The paused among these routines. */
export async function findPausedRoutines(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<TaggedRoutine[]> {
  const rows = await tx
    .select({ routine: routines, tags: tagNames })
    .from(routines)
    .where(and(isSelected(workspaceId, { ids }), eq(routines.isActive, false)));
  return rows.map(({ routine, tags }) => ({ ...routine, tags }));
}

/** What bulk changes can change of these routines, in the order of their ids. */
export function findRoutineStates(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<(Pick<Routine, "id" | "name" | "isActive"> & { tags: string[] })[]> {
  const { id, name, isActive } = routines;
  return tx
    .select({ id, name, isActive, tags: tagNames })
    .from(routines)
    .where(isSelected(workspaceId, { ids }))
    .orderBy(asc(id));
}

/** Notes that these routines were changed, where no column of theirs was. */
export async function touchRoutines(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  await tx
    .update(routines)
    .set({ updatedAt: sql`now()` })
    .where(isSelected(workspaceId, { ids }));
}

/** Pauses those of these routines that are active, and returns their ids. Their slots stay. */
export async function pauseRoutines(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  const paused = await tx
    .update(routines)
    .set({ isActive: false, updatedAt: sql`now()` })
    .where(and(isSelected(workspaceId, { ids }), eq(routines.isActive, true)))
    .returning({ id: routines.id });
  return paused.map(({ id }) => id);
}

/** Resumes each of these routines at its slot, all in one statement. */
export async function resumeRoutines(
  tx: Transaction,
  workspaceId: string,
  slots: readonly { id: string; nextRunAt: Date; dueAt: Date | null }[],
): Promise<void> {
  const rows = slots.map((slot) => toWire(slot, ["id", "nextRunAt", "dueAt"]));
  await tx.execute(sql`
    update ${routines} as r
    set is_active = true, next_run_at = slot.next_run_at, due_at = slot.due_at, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as slot(id uuid, next_run_at timestamptz, due_at timestamptz)
    where r.workspace_id = ${workspaceId} and r.id = slot.id
  `);
}

/** Deletes these routines with their runs, and returns the ids of those that existed. */
export async function removeRoutines(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  const removed = await tx
    .delete(routines)
    .where(isSelected(workspaceId, { ids }))
    .returning({ id: routines.id });
  return removed.map(({ id }) => id);
}
