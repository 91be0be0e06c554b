import { getTableColumns } from "drizzle-orm";
import { routines } from "@/db/schema";
import type { Snake } from "@/lib/domain/wire";

export const routineColumns = getTableColumns(routines);

export type Routine = typeof routines.$inferSelect;

/**
 * The columns that no member writes. A column that stands neither here nor in `timingColumns` keeps a
 * setting, under the setting's own name: a new one that is neither does not compile.
 */
const systemColumns = [
  "id",
  "workspaceId",
  "lastRunAt",
  "endpointHost",
  "lastOutcome",
  "health",
  "alertWatch",
  "maintenanceFrom",
  "maintenanceUntil",
  "lockUntil",
  "lockedBy",
  "leaseToken",
  "revision",
  "createdAt",
  "updatedAt",
] as const satisfies readonly (keyof Routine)[];

/** The columns that a change of settings moves: when the routine is due. */
const timingColumns = ["nextRunAt", "dueAt"] as const satisfies readonly (keyof Routine)[];
type TimingColumn = (typeof timingColumns)[number];

export type MemberColumn = Exclude<keyof Routine, (typeof systemColumns)[number]>;
export type SettingColumn = Exclude<MemberColumn, TimingColumn>;

/** The columns that a member may write: to exactly these, the database grants it. */
export const memberColumns: readonly MemberColumn[] = keysOf(routineColumns).filter(
  (column) => !isOneOf(systemColumns, column),
);

/** The columns that keep a setting, each under the setting's own name. */
export const settingColumns: readonly SettingColumn[] = memberColumns.filter(
  (column) => !isOneOf(timingColumns, column),
);

/** The column that keeps a setting. */
export type ColumnOf<Setting extends string> = {
  [Column in SettingColumn]: Snake<Column> extends Setting ? Column : never;
}[SettingColumn];

export type SettingValues = Pick<Routine, SettingColumn>;

/** The columns that no claim and no run reads. */
const columnsBesideRuns = [
  "name",
  "key",
  "lastRunAt",
  "endpointHost",
  "lastOutcome",
  "health",
  "alertPolicy",
  "alertWatch",
  "maintenanceFrom",
  "maintenanceUntil",
  "lockUntil",
  "createdAt",
  "updatedAt",
] as const satisfies readonly (keyof Routine)[];
type ColumnBesideRuns = (typeof columnsBesideRuns)[number];

/** A routine as a claim holds it. */
export type ClaimedRoutine = Omit<Routine, ColumnBesideRuns>;

export const claimedColumns = Object.fromEntries(
  keysOf(routineColumns)
    .filter((column) => !isOneOf(columnsBesideRuns, column))
    .map((column) => [column, routineColumns[column]]),
) as Omit<typeof routineColumns, ColumnBesideRuns>;

/** What a new routine is made of. When it starts depends on its id, which the database gives. */
export type RoutineValues = Pick<Routine, Exclude<MemberColumn, "dueAt">>;

export function keysOf<Key extends string>(object: Record<Key, unknown>): Key[] {
  return Object.keys(object) as Key[];
}

function isOneOf<Column extends keyof Routine, Some extends Column>(
  some: readonly Some[],
  column: Column,
): column is Some {
  return some.some((other) => other === column);
}
