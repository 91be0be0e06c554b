import type { ListedMaintenance } from "@/db/queries/maintenance";
import type { CodeMaintenance, Placed } from "@/lib/domain/code/code-document";
import type { CodeResource } from "@/lib/domain/code/code-plan";
import { compactSettings } from "@/lib/domain/code/compact-settings";
import { findFieldChanges, identityOf, type Desired } from "@/lib/domain/code/plan-changes";
import { toNewMaintenance, type NewMaintenance } from "@/lib/domain/maintenance/maintenance";
import { MAX_MAINTENANCE_WINDOWS } from "@/lib/domain/maintenance/maintenance-options";
import { toWire } from "@/lib/domain/wire";
import {
  collect,
  readRefs,
  report,
  type Judged,
  type Judging,
  type RoutineRefs,
} from "@/lib/services/code/judging";
import { isOver, isOwned, toCodeMaintenance } from "@/lib/services/code/workspace-state";

export type WindowSteps = {
  created: { window: NewMaintenance; routines: readonly string[] }[];
  /** A window is never changed: another takes its place. */
  deleted: readonly string[];
};

type Pair = {
  window: NewMaintenance & { key: string };
  routines: string[];
  row: ListedMaintenance | null;
};

const settingsOf = ({ window, routines }: Pair): CodeResource["settings"] => ({
  ...toWire(window, [
    "name",
    "startsAt",
    "endsAt",
    "cronExpression",
    "timezone",
    "durationMinutes",
  ]),
  routines,
  tags: window.tags,
});

function readWindow(
  judging: Judging,
  refs: RoutineRefs,
  { path, value }: Placed<CodeMaintenance>,
  findRow: (window: NewMaintenance & { key: string }) => ListedMaintenance | null,
): Pair | null {
  const { key, starts_at, cron_expression } = value;
  if (starts_at === null && cron_expression === null) {
    report(judging, { path, code: "code_start_required" });
    return null;
  }
  const input = { ...value, routine_ids: [], applies_to_all: undefined };
  // By its own start, so that a window that is over is none of the problems.
  const at = starts_at ?? judging.state.now;
  const read = collect(judging, path, () => toNewMaintenance(input, at));
  if (read === null) return null;
  const tags = value.tags.map(judging.tagName);
  tags.sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  const window = { ...read, key, tags };
  const row = findRow(window);
  const kept = row?.routineIds ?? [];
  const routines = readRefs(judging, refs, { path, routines: value.routines, kept });
  const appliesToAll = routines.length + tags.length === 0;
  return { window: { ...window, appliesToAll }, routines, row };
}

const isSameTime = (row: ListedMaintenance, window: NewMaintenance) =>
  row.name === window.name &&
  row.cronExpression === window.cronExpression &&
  row.startsAt?.getTime() === window.startsAt?.getTime();

/**
 * Judges the windows of a file by the rules of the verb that makes one. A window that is over is none of
 * the file any more: it is neither made nor deleted.
 */
export function judgeWindows(judging: Judging, refs: RoutineRefs): Judged<WindowSteps> {
  const { context, document, state } = judging;
  const byKey = new Map(
    state.windows.flatMap((row) => (row.key === null ? [] : [[row.key, row] as const])),
  );
  const unkeyed = state.windows.filter((row) => row.key === null && !isOver(row, state.now));
  const matched = new Set<string>();
  const findRow = (window: NewMaintenance & { key: string }) => {
    const own = byKey.get(window.key);
    if (own !== undefined) return own;
    const found = unkeyed.find((row) => !matched.has(row.id) && isSameTime(row, window));
    if (found !== undefined) matched.add(found.id);
    return found ?? null;
  };
  const pairs = document.maintenance
    .flatMap((item) => readWindow(judging, refs, item, findRow) ?? [])
    .filter(({ window }) => !isOver(window, state.now));
  const isSame = ({ row, ...pair }: Pair) =>
    row !== null &&
    row.key === pair.window.key &&
    findFieldChanges(toCodeMaintenance(row, refs.names), settingsOf({ row, ...pair })).length === 0;
  const replaced = pairs.filter((pair) => !isSame(pair));
  const wanted = new Set(pairs.map(({ window }) => window.key));
  const owned = state.windows.filter(
    (row): row is ListedMaintenance & { key: string } =>
      isOwned(row, document.prefix) && (!isOver(row, state.now) || wanted.has(row.key)),
  );
  const dropped = owned.filter(({ key }) => !wanted.has(key));
  const deleted = [...dropped, ...replaced.flatMap(({ row }) => row ?? [])].map(({ id }) => id);
  const open = state.windows.filter((row) => !isOver(row, state.now) && !deleted.includes(row.id));
  if (open.length + replaced.length > MAX_MAINTENANCE_WINDOWS) {
    const params = { max: MAX_MAINTENANCE_WINDOWS };
    report(judging, { path: "maintenance", code: "maintenance_too_many", params });
  }
  const toResource = (row: ListedMaintenance, key: string): CodeResource => ({
    kind: "maintenance",
    key,
    settings: toCodeMaintenance(row, refs.names),
  });
  return {
    desired: pairs.map((pair): Desired => {
      const settings = settingsOf(pair);
      const chosen = compactSettings("maintenance", settings, context.limits);
      return { kind: "maintenance", key: pair.window.key, settings, chosen };
    }),
    current: owned.map((row) => toResource(row, row.key)),
    adopted: new Map(
      pairs.flatMap(({ row, window: { key } }) => {
        if (row?.key !== null) return [];
        const resource = toResource(row, key);
        return [[identityOf(resource), resource] as const];
      }),
    ),
    steps: {
      created: replaced.map(({ window, routines }) => ({ window, routines })),
      deleted,
    },
  };
}
