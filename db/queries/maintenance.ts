import { and, asc, eq, getTableColumns, inArray, isNotNull, or, sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { transactionTime } from "@/db/queries/database-now";
import {
  maintenanceRoutines,
  maintenanceTags,
  maintenanceWindows,
  routines,
  routineTags,
  tags,
} from "@/db/schema";
import type { NewMaintenance } from "@/lib/domain/maintenance/maintenance";
import type { Stretch } from "@/lib/domain/maintenance/maintenance-window";

export type MaintenanceRow = typeof maintenanceWindows.$inferSelect;

/**
 * How long a routine keeps its last window after it is over, so that a run that began in it is marked
 * although it was recorded later.
 */
const KEPT_MINUTES = 10;

const columns = getTableColumns(maintenanceWindows);

/** Not over: it recurs, or ends after now. */
const isOpen = sql`(${maintenanceWindows.endsAt} is null or ${maintenanceWindows.endsAt} > now())`;

/** A window with what it is for. */
export type ListedMaintenance = MaintenanceRow & {
  routineIds: string[];
  tags: string[];
  /** The time of the transaction by the database's clock. */
  now: Date;
};

const routineIds = sql<string[]>`coalesce((
  select jsonb_agg(mr.routine_id order by mr.routine_id) from ${maintenanceRoutines} as mr
  where mr.workspace_id = ${maintenanceWindows}.workspace_id
    and mr.window_id = ${maintenanceWindows}.id
), '[]'::jsonb)`;

const tagNames = sql<string[]>`coalesce((
  select jsonb_agg(t.name order by lower(t.name))
  from ${maintenanceTags} as mt join ${tags} as t on t.id = mt.tag_id
  where mt.workspace_id = ${maintenanceWindows}.workspace_id
    and mt.window_id = ${maintenanceWindows}.id
), '[]'::jsonb)`;

const listed = { ...columns, routineIds, tags: tagNames, now: transactionTime };

/** The windows that are not over, and the `past` newest of the others. */
export async function findMaintenance(
  tx: Transaction,
  workspaceId: string,
  past: number,
): Promise<ListedMaintenance[]> {
  const open = tx
    .select(listed)
    .from(maintenanceWindows)
    .where(and(eq(maintenanceWindows.workspaceId, workspaceId), isOpen))
    .orderBy(asc(maintenanceWindows.createdAt), asc(maintenanceWindows.id));
  const over = tx
    .select(listed)
    .from(maintenanceWindows)
    .where(and(eq(maintenanceWindows.workspaceId, workspaceId), sql`not ${isOpen}`))
    .orderBy(sql`${maintenanceWindows.endsAt} desc`, asc(maintenanceWindows.id))
    .limit(past);
  return [...(await open), ...(await over)];
}

/** The window, or null where the workspace has no such one. */
export async function findMaintenanceById(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<ListedMaintenance | null> {
  const [row] = await tx
    .select(listed)
    .from(maintenanceWindows)
    .where(and(eq(maintenanceWindows.workspaceId, workspaceId), eq(maintenanceWindows.id, id)));
  return row ?? null;
}

/** How many windows of the workspace are not over. */
export async function countOpenMaintenance(tx: Transaction, workspaceId: string): Promise<number> {
  return tx.$count(
    maintenanceWindows,
    and(eq(maintenanceWindows.workspaceId, workspaceId), isOpen),
  );
}

/** Which of these routines the workspace has. */
export async function findKnownRoutines(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: routines.id })
    .from(routines)
    .where(and(eq(routines.workspaceId, workspaceId), inArray(routines.id, [...ids])));
  return rows.map(({ id }) => id);
}

/** Inserts a window with its routines and tags, and returns its id. */
export async function insertMaintenance(
  tx: Transaction,
  { workspaceId, userId }: { workspaceId: string; userId: string | null },
  window: NewMaintenance & { tagIds: readonly string[] },
): Promise<string> {
  // With named columns: members may not write the others, not even as defaults.
  const [created] = await tx.execute<{ id: string }>(sql`
    insert into ${maintenanceWindows} (
      workspace_id, name, key, starts_at, ends_at, cron_expression, timezone, duration_minutes,
      applies_to_all, created_by
    )
    values (
      ${workspaceId}, ${window.name}, ${window.key}, ${window.startsAt?.toISOString() ?? null},
      ${window.endsAt?.toISOString() ?? null}, ${window.cronExpression}, ${window.timezone},
      ${window.durationMinutes}, ${window.appliesToAll}, ${userId}
    )
    returning id
  `);
  if (created === undefined) throw new Error("The new window is not visible to its creator.");
  const windowId = created.id;
  if (window.routineIds.length > 0) {
    const rows = window.routineIds.map((routineId) => ({ workspaceId, windowId, routineId }));
    await tx.insert(maintenanceRoutines).values(rows);
  }
  if (window.tagIds.length > 0) {
    const rows = window.tagIds.map((tagId) => ({ workspaceId, windowId, tagId }));
    await tx.insert(maintenanceTags).values(rows);
  }
  return windowId;
}

/** Deletes a window. False where the workspace has no such one. */
export async function removeMaintenance(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(maintenanceWindows)
    .where(and(eq(maintenanceWindows.workspaceId, workspaceId), eq(maintenanceWindows.id, id)))
    .returning({ id: maintenanceWindows.id });
  return removed.length > 0;
}

/** Narrows to one workspace, or to none. */
const within = (column: SQL, workspaceId: string | null): SQL | undefined =>
  workspaceId === null ? undefined : sql`${column} = ${workspaceId}`;

/**
 * The windows that recur, or are on or begin by `horizon`; of one workspace, or of all. Over the
 * service connection.
 */
export async function findWindowsBy(
  tx: Transaction,
  workspaceId: string | null,
  horizon: Date,
): Promise<MaintenanceRow[]> {
  const { cronExpression, startsAt } = maintenanceWindows;
  return tx
    .select()
    .from(maintenanceWindows)
    .where(
      and(
        within(sql`${maintenanceWindows.workspaceId}`, workspaceId),
        isOpen,
        or(isNotNull(cronExpression), sql`${startsAt} <= ${horizon.toISOString()}`),
      ),
    );
}

/** Whether there is anything to open or to close: a window that isn't over, or a routine that had one. */
export async function hasMaintenance(db: Database): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(sql`
    select exists (select from ${maintenanceWindows} where ${isOpen})
      or exists (select from ${routines} where ${isNotNull(routines.maintenanceUntil)}) as found`);
  return row?.found === true;
}

/**
 * Whether this transaction alone opens and closes windows, of all instances. With `wait` it waits until
 * it does.
 */
export async function lockMaintenance(tx: Transaction, wait: boolean): Promise<boolean> {
  const key = sql`hashtextextended('opspulse maintenance', 0)`;
  const [row] = await tx.execute<{ is_locked: boolean }>(
    wait
      ? sql`select true as is_locked from pg_advisory_xact_lock(${key})`
      : sql`select pg_try_advisory_xact_lock(${key}) as is_locked`,
  );
  return row?.is_locked === true;
}

/**
 * Writes to the routines of these windows when they are in maintenance: from the first start to the end
 * of the last stretch that meets it. It clears it of all others, of one workspace or of all: at once
 * where their window was deleted or no longer names them, and a while after it is over. A row is not
 * touched where it says the same. With `isLazy` neither is one that has some minutes left and would only
 * end later: windows that prolong themselves would write it every minute. Returns the number of rows
 * that were written.
 */
export async function writeMaintenance(
  tx: Transaction,
  stretches: readonly ({ windowId: string } & Stretch)[],
  { workspaceId, isLazy }: { workspaceId: string | null; isLazy: boolean },
): Promise<number> {
  const rows = stretches.map(({ windowId, from, until }) => ({ id: windowId, from, until }));
  const margin = sql`now() + make_interval(mins => ${KEPT_MINUTES / 2})`;
  const isFine = isLazy
    ? sql`(k.maintenance_from <= now() and m."from" <= now() and k.maintenance_until > ${margin}
        and m.until >= k.maintenance_until)`
    : sql`false`;
  const changed = await tx.execute(sql`
    with stretch as (
      select w.id, w.workspace_id, w.applies_to_all, s."from", s.until
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as s(id uuid, "from" timestamptz, until timestamptz)
      join ${maintenanceWindows} as w on w.id = s.id
    ), covered as (
      select r.id as routine_id, s."from", s.until
      from stretch as s join ${routines} as r on r.workspace_id = s.workspace_id
      where s.applies_to_all
      union
      select mr.routine_id, s."from", s.until
      from stretch as s join ${maintenanceRoutines} as mr on mr.window_id = s.id
      union
      select rt.routine_id, s."from", s.until
      from stretch as s
      join ${maintenanceTags} as mt on mt.window_id = s.id
      join ${routineTags} as rt on rt.workspace_id = mt.workspace_id and rt.tag_id = mt.tag_id
    ), ordered as (
      select covered.*, max(until) over (
        partition by routine_id order by "from", until
        rows between unbounded preceding and 1 preceding
      ) as end_before
      from covered
    ), islands as (
      select ordered.*, count(*) filter (where "from" > end_before) over (
        partition by routine_id order by "from", until rows unbounded preceding
      ) as island
      from ordered
    ), merged as (
      select routine_id, min("from") as "from", max(until) as until
      from islands where island = 0 group by routine_id
    ), marked as (
      select r.id, r.maintenance_from, r.maintenance_until from ${routines} as r
      where r.maintenance_until is not null
        and ${within(sql`r.workspace_id`, workspaceId) ?? sql`true`}
    ), stale as (
      select coalesce(m.routine_id, k.id) as id, m."from", m.until
      from merged as m full join marked as k on k.id = m.routine_id
      where case
        when k.id is null then true
        when m.routine_id is null then k.maintenance_until > now()
          or k.maintenance_until < now() - make_interval(mins => ${KEPT_MINUTES})
        else (k.maintenance_from, k.maintenance_until) is distinct from (m."from", m.until)
          and not ${isFine}
      end
    ), locked as (
      -- In the order in which bulk changes lock routines.
      select r.id from ${routines} as r
      where r.id in (select id from stale)
      order by r.id
      for no key update
    )
    update ${routines} as r
    set maintenance_from = stale."from", maintenance_until = stale.until
    from locked join stale on stale.id = locked.id
    where r.id = locked.id
    returning r.id
  `);
  return changed.length;
}
