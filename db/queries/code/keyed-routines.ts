import { and, asc, eq, isNull, not, or, sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  memberColumns,
  routineColumns,
  type Routine,
  type RoutineValues,
} from "@/db/queries/routine-columns";
import type { TaggedRoutine } from "@/db/queries/routines";
import { tagNames } from "@/db/queries/tags";
import { routines, routineTags, tags } from "@/db/schema";
import { dueAtOf } from "@/lib/domain/slots/spread";

/** Rows of one statement: a statement has at most 65,535 parameters. */
const BATCH_ROWS = 200;

/** A routine by what it is found with. */
export type NamedRoutine = Pick<Routine, "id" | "key" | "name" | "endpointUrl">;

const hasPrefix = (prefix: string): SQL =>
  sql`(${routines.key} is not null and starts_with(${routines.key}, ${prefix}))`;

const oldestFirst = [asc(routines.createdAt), asc(routines.id)] as const;

const selectTagged = async (tx: Transaction, where: SQL | undefined): Promise<TaggedRoutine[]> => {
  const rows = await tx
    .select({ routine: routines, tags: tagNames })
    .from(routines)
    .where(where)
    .orderBy(...oldestFirst);
  return rows.map((row) => ({ ...row.routine, tags: row.tags }));
};

/** The routines whose key begins with a prefix, and with `withUnkeyed` those that have no key. */
export function findKeyedRoutines(
  tx: Transaction,
  workspaceId: string,
  prefix: string,
  { withUnkeyed = false }: { withUnkeyed?: boolean } = {},
): Promise<TaggedRoutine[]> {
  const found = withUnkeyed ? or(hasPrefix(prefix), isNull(routines.key)) : hasPrefix(prefix);
  return selectTagged(tx, and(eq(routines.workspaceId, workspaceId), found));
}

/** All other routines of the workspace, the oldest first. */
export function findOtherRoutines(
  tx: Transaction,
  workspaceId: string,
  prefix: string,
): Promise<NamedRoutine[]> {
  const { id, key, name, endpointUrl } = routines;
  return tx
    .select({ id, key, name, endpointUrl })
    .from(routines)
    .where(and(eq(routines.workspaceId, workspaceId), not(hasPrefix(prefix))))
    .orderBy(...oldestFirst);
}

const elementsOf = (ids: readonly string[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;

/** These routines, the oldest first. */
export async function findRoutinesByIds(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<TaggedRoutine[]> {
  if (ids.length === 0) return [];
  return selectTagged(
    tx,
    and(eq(routines.workspaceId, workspaceId), sql`${routines.id} in ${elementsOf(ids)}`),
  );
}

/** The bytes of the texts of a workspace's routines that may be long. */
export async function measureRoutines(tx: Transaction, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({
      bytes: sql`coalesce(sum(coalesce(octet_length(${routines.body}), 0)
        + octet_length(${routines.headersJson}::text)
        + octet_length(${routines.successRules}::text)), 0)`.mapWith(Number),
    })
    .from(routines)
    .where(eq(routines.workspaceId, workspaceId));
  return row?.bytes ?? 0;
}

async function insertBatch(
  tx: Transaction,
  workspaceId: string,
  batch: readonly RoutineValues[],
): Promise<{ id: string; key: string | null }[]> {
  // Written by hand, as for one routine: members may not write the columns of the lease.
  const { workspaceId: owner, ...columns } = routineColumns;
  const given = memberColumns.flatMap((column) => (column === "dueAt" ? [] : [column]));
  const names = sql.join(
    [owner, ...given.map((column) => columns[column])].map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const rows = batch.map((values) => {
    const parts = given.map((column) => sql`${sql.param(values[column], columns[column])}`);
    return sql`(${sql.join([sql`${workspaceId}`, ...parts], sql`, `)})`;
  });
  return tx.execute<{ id: string; key: string | null }>(
    sql`insert into ${routines} (${names}) values ${sql.join(rows, sql`, `)} returning id, key`,
  );
}

/** Inserts routines that all have a key. Returns the id of each by its key. */
export async function insertKeyedRoutines(
  tx: Transaction,
  workspaceId: string,
  all: readonly RoutineValues[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let start = 0; start < all.length; start += BATCH_ROWS) {
    const batch = all.slice(start, start + BATCH_ROWS);
    const inserted = await insertBatch(tx, workspaceId, batch);
    const values = new Map(batch.map((row) => [row.key, row]));
    // When they start depends on their ids, which the database gives.
    const delayed = inserted.flatMap(({ id, key }) => {
      if (key !== null) ids.set(key, id);
      const own = values.get(key);
      const dueAt = own === undefined ? null : dueAtOf({ ...own, id }, own.nextRunAt);
      return dueAt === null ? [] : [{ id, due_at: dueAt.toISOString() }];
    });
    if (delayed.length > 0) {
      await tx.execute(sql`
        update ${routines} as r set due_at = d.due_at
        from jsonb_to_recordset(${JSON.stringify(delayed)}::jsonb) as d(id uuid, due_at timestamptz)
        where r.workspace_id = ${workspaceId} and r.id = d.id`);
    }
  }
  return ids;
}

/** Gives each routine exactly the tags of its names, all of which exist. */
export async function keepTagsOfRoutines(
  tx: Transaction,
  workspaceId: string,
  named: readonly { routineId: string; tags: readonly string[] }[],
): Promise<void> {
  if (named.length === 0) return;
  const ids = JSON.stringify(named.map(({ routineId }) => routineId));
  const pairs = JSON.stringify(
    named.flatMap(({ routineId, tags: names }) =>
      names.map((name) => ({ routine_id: routineId, name })),
    ),
  );
  const wanted = sql`(
    select p.routine_id, t.id as tag_id
    from jsonb_to_recordset(${pairs}::jsonb) as p(routine_id uuid, name text)
    join ${tags} as t on t.workspace_id = ${workspaceId} and lower(t.name) = lower(p.name)
  )`;
  await tx.execute(sql`
    delete from ${routineTags} as rt
    where rt.workspace_id = ${workspaceId}
      and rt.routine_id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))
      and (rt.routine_id, rt.tag_id) not in (select routine_id, tag_id from ${wanted} as w)`);
  await tx.execute(sql`
    insert into ${routineTags} (workspace_id, routine_id, tag_id)
    select ${workspaceId}, w.routine_id, w.tag_id from ${wanted} as w
    order by w.routine_id, w.tag_id
    on conflict do nothing`);
}

/** Which routines have which of these tags. */
export async function findTagUses(
  tx: Transaction,
  workspaceId: string,
  tagIds: readonly string[],
): Promise<{ tagId: string; routineId: string }[]> {
  if (tagIds.length === 0) return [];
  return tx
    .select({ tagId: routineTags.tagId, routineId: routineTags.routineId })
    .from(routineTags)
    .where(
      and(
        eq(routineTags.workspaceId, workspaceId),
        sql`${routineTags.tagId} in ${elementsOf(tagIds)}`,
      ),
    );
}
