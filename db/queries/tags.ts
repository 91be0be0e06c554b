import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routines, routineTags, tags } from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { defaultTagColor, type TagDto } from "@/lib/domain/tags/tag";
import type { TagColor } from "@/lib/domain/tags/tag-options";

// The outer column is written out: in a selection Drizzle leaves out the table's name.
/** The names of a routine's tags, by name. */
export const tagNames = sql<string[]>`coalesce((
  select jsonb_agg(t.name order by lower(t.name))
  from ${routineTags} as rt join ${tags} as t on t.id = rt.tag_id
  where rt.routine_id = ${routines}.id
), '[]'::jsonb)`;

/** Whether the routine of this id has every one of these tags. */
export function hasTags(
  workspaceId: string,
  routineId: SQL,
  names: readonly string[] | undefined,
): SQL | undefined {
  return and(
    ...(names ?? []).map(
      (name) => sql`${routineId} in (
        select rt.routine_id from ${routineTags} as rt
        where rt.tag_id = (
          select t.id from ${tags} as t
          where t.workspace_id = ${workspaceId} and lower(t.name) = lower(${name}::text)
        )
      )`,
    ),
  );
}

/** Whether the routine of this id has a tag whose name is like the pattern. */
export const hasTagLike = (workspaceId: string, routineId: SQL, pattern: string): SQL =>
  sql`${routineId} in (
    select rt.routine_id from ${routineTags} as rt join ${tags} as t on t.id = rt.tag_id
    where t.workspace_id = ${workspaceId} and rt.workspace_id = ${workspaceId}
      and t.name ilike ${pattern}
  )`;

/** The tags of the workspace by name, as they are shown. */
export function findShownTags(
  tx: Transaction,
  workspaceId: string,
): Promise<Pick<TagDto, "name" | "color">[]> {
  return tx
    .select({ name: tags.name, color: tags.color })
    .from(tags)
    .where(eq(tags.workspaceId, workspaceId))
    .orderBy(asc(sql`lower(${tags.name})`));
}

type TagRow = Omit<TagDto, "alert_policy" | "created_at"> & {
  alertPolicy: AlertPolicy | null;
  createdAt: Date;
};

/** The tags of the workspace by name, or only that of an id, each with the number of its routines. */
export async function findTags(
  tx: Transaction,
  workspaceId: string,
  { id }: { id?: string } = {},
): Promise<TagRow[]> {
  return tx
    .select({
      id: tags.id,
      name: tags.name,
      color: tags.color,
      alertPolicy: tags.alertPolicy,
      routines: sql`(
        select count(*) from ${routineTags} as rt
        where rt.workspace_id = ${tags}.workspace_id and rt.tag_id = ${tags}.id
      )`.mapWith(Number),
      createdAt: tags.createdAt,
    })
    .from(tags)
    .where(and(eq(tags.workspaceId, workspaceId), id === undefined ? undefined : eq(tags.id, id)))
    .orderBy(asc(sql`lower(${tags.name})`));
}

export async function countTags(tx: Transaction, workspaceId: string): Promise<number> {
  return tx.$count(tags, eq(tags.workspaceId, workspaceId));
}

/** The ids of the tags of these names, whatever their case. Names without a tag have none. */
export async function findTagIds(
  tx: Transaction,
  workspaceId: string,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await tx
    .select({ id: tags.id })
    .from(tags)
    .where(
      and(
        eq(tags.workspaceId, workspaceId),
        sql`lower(${tags.name}) in (
          select lower(value) from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb)
        )`,
      ),
    );
  return rows.map(({ id }) => id);
}

/** Makes the tags of these names that the workspace doesn't have. Returns their number. */
export async function insertMissingTags(
  tx: Transaction,
  workspaceId: string,
  names: readonly string[],
): Promise<number> {
  if (names.length === 0) return 0;
  const wanted = names.map((name) => ({ name, color: defaultTagColor(name) }));
  // In one order, so that two statements never wait for each other.
  const made = await tx.execute(sql`
    insert into ${tags} (workspace_id, name, color)
    select ${workspaceId}, wanted.name, wanted.color
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted(name text, color text)
    order by lower(wanted.name)
    on conflict (workspace_id, lower(name)) do nothing
    returning id
  `);
  return made.length;
}

/** Locks a tag until the transaction ends. */
export async function lockTag(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await tx
    .select({ id: tags.id })
    .from(tags)
    .where(and(eq(tags.workspaceId, workspaceId), eq(tags.id, id)))
    .for("no key update");
}

/** Changes a tag. False where the workspace has no such tag. */
export async function updateTagValues(
  tx: Transaction,
  workspaceId: string,
  id: string,
  values: {
    name?: string | undefined;
    color?: TagColor | undefined;
    alertPolicy?: AlertPolicy | null | undefined;
  },
): Promise<boolean> {
  const updated = await tx
    .update(tags)
    // Named again, so that a change of nothing is an update too.
    .set({
      name: values.name ?? sql`name`,
      color: values.color ?? sql`color`,
      alertPolicy: values.alertPolicy === undefined ? sql`alert_policy` : values.alertPolicy,
    })
    .where(and(eq(tags.workspaceId, workspaceId), eq(tags.id, id)))
    .returning({ id: tags.id });
  return updated.length > 0;
}

/** Deletes a tag, from its routines too. False where the workspace has no such tag. */
export async function removeTag(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(tags)
    .where(and(eq(tags.workspaceId, workspaceId), eq(tags.id, id)))
    .returning({ id: tags.id });
  return removed.length > 0;
}

const elementsOf = (ids: readonly string[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;

/** Gives these tags to these routines, and returns the routines that did not have all of them. */
export async function addRoutineTags(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  tagIds: readonly string[],
): Promise<string[]> {
  if (routineIds.length === 0 || tagIds.length === 0) return [];
  const added = await tx.execute<{ routine_id: string }>(sql`
    insert into ${routineTags} (workspace_id, routine_id, tag_id)
    select ${workspaceId}, r.id, t.id
    from ${routines} as r cross join ${tags} as t
    where r.workspace_id = ${workspaceId} and r.id in ${elementsOf(routineIds)}
      and t.workspace_id = ${workspaceId} and t.id in ${elementsOf(tagIds)}
    on conflict do nothing
    returning routine_id
  `);
  return [...new Set(added.map(({ routine_id }) => routine_id))];
}

/** Takes these tags from these routines, and returns the routines that had one of them. */
export async function removeRoutineTags(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  tagIds: readonly string[],
): Promise<string[]> {
  const removed = await tx.execute<{ routine_id: string }>(sql`
    delete from ${routineTags} as rt
    where rt.workspace_id = ${workspaceId} and rt.routine_id in ${elementsOf(routineIds)}
      and rt.tag_id in ${elementsOf(tagIds)}
    returning rt.routine_id
  `);
  return [...new Set(removed.map(({ routine_id }) => routine_id))];
}

/** Takes every tag from a routine but these. */
export async function keepRoutineTags(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  tagIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    delete from ${routineTags} as rt
    where rt.workspace_id = ${workspaceId} and rt.routine_id = ${routineId}
      and rt.tag_id not in ${elementsOf(tagIds)}
  `);
}

/** Those of these routines that would have more than `max` tags with these in addition to their own. */
export async function findOvertagged(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  { tagIds, max }: { tagIds: readonly string[]; max: number },
): Promise<{ id: string; name: string }[]> {
  return tx.execute<{ id: string; name: string }>(sql`
    select r.id, r.name from ${routines} as r
    where r.workspace_id = ${workspaceId} and r.id in ${elementsOf(routineIds)}
      and ${tagIds.length} + (
        select count(*) from ${routineTags} as rt
        where rt.workspace_id = r.workspace_id and rt.routine_id = r.id
          and rt.tag_id not in ${elementsOf(tagIds)}
      ) > ${max}
    order by r.name, r.id
  `);
}
