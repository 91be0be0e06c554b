import type { MemberColumn, Routine, RoutineValues } from "@/db/queries/routine-columns";
import type { TaggedRoutine } from "@/db/queries/routines";
import type { Placed } from "@/lib/domain/code/code-document";
import type { CodeResource } from "@/lib/domain/code/code-plan";
import { compactSettings } from "@/lib/domain/code/compact-settings";
import { findFieldChanges, identityOf, type Desired } from "@/lib/domain/code/plan-changes";
import {
  checkCreateRoutine,
  createRoutineInput,
  limitsOfRoutine,
  type RoutineSettings,
} from "@/lib/domain/routine/routine";
import { isSameTags } from "@/lib/domain/tags/tag-names";
import { collect, type Judged, type Judging, type RoutineRefs } from "@/lib/services/code/judging";
import { hasEnded, keepsTimes, toCodeRoutine } from "@/lib/services/code/workspace-state";
import { plansMore } from "@/lib/services/limits/workspace-usage";
import { columnsOfNew } from "@/lib/services/routines/create-routine";
import { toRoutineColumns, toRoutineSettings } from "@/lib/services/routines/routine-dto";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { columnsAfter } from "@/lib/services/routines/update-routine";

export type RoutineSteps = {
  created: { values: RoutineValues; tags: readonly string[] }[];
  /** `tags` is null where they stay. */
  changed: { id: string; values: Pick<Routine, MemberColumn>; tags: readonly string[] | null }[];
  deleted: readonly string[];
};

type DocumentRoutine = Placed<{ key: string } & Record<string, unknown>>;

/** A routine of the file, and what it is now; null for a new one. */
type Pair = { path: string; settings: RoutineSettings; row: TaggedRoutine | null };

/**
 * The routines that were made by hand and become those of the file, by key: of the same name and the same
 * URL, where nothing has the key yet. `unkeyed` are those without a key, the oldest first.
 */
export function matchRoutines(
  routines: readonly DocumentRoutine[],
  keyed: readonly { key: string | null }[],
  unkeyed: readonly { id: string; key: string | null; name: string; endpointUrl: string }[],
): Map<string, string> {
  const taken = new Set(keyed.map(({ key }) => key));
  const byRequest = new Map<string, string[]>();
  for (const { id, key, name, endpointUrl } of unkeyed) {
    if (key !== null) continue;
    const request = `${name}\n${endpointUrl}`;
    byRequest.set(request, [...(byRequest.get(request) ?? []), id]);
  }
  const { name: nameSchema, endpoint_url: urlSchema } = createRoutineInput.shape;
  return new Map(
    routines.flatMap(({ value: { key, name, endpoint_url } }) => {
      if (taken.has(key)) return [];
      const request = [nameSchema.safeParse(name).data, urlSchema.safeParse(endpoint_url).data];
      const id = byRequest.get(request.join("\n"))?.shift();
      return id === undefined ? [] : [[key, id] as const];
    }),
  );
}

function readRoutine(
  judging: Judging,
  { path, value }: DocumentRoutine,
  row: TaggedRoutine | null,
): Pair | null {
  const { context, state, patternProblems, tagName } = judging;
  const current = row === null ? null : toRoutineSettings(row);
  const limits = current === null ? context.limits : limitsOfRoutine(context.limits, current);
  const settings = collect(judging, path, () =>
    requireValid(context, checkCreateRoutine(value, limits), value, current, {
      patternProblems: patternProblems.get(path) ?? [],
      ownSecrets: state.secrets,
    }),
  );
  if (settings === null) return null;
  const tags = settings.tags.map(tagName);
  tags.sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  // A routine that has run once, or whose end is past, is paused by itself.
  const isOver =
    row !== null && hasEnded(row) && keepsTimes(row, toRoutineColumns({ ...settings, tags }));
  return { path, row, settings: { ...settings, tags, is_active: !isOver && settings.is_active } };
}

function isChanged({ row, settings }: Pair): boolean {
  if (row === null) return true;
  const { key, ...wanted } = settings;
  return row.key !== key || findFieldChanges(toCodeRoutine(row), wanted).length > 0;
}

/** Changes that plan fewer runs first, so that those that plan more find room. */
function judgeColumns(judging: Judging, pairs: readonly Pair[]): RoutineSteps["changed"] {
  const { room, state } = judging;
  const changed = pairs.flatMap(({ path, settings, row }) => {
    if (row === null) return [];
    const values = collect(judging, path, () => columnsAfter(row, settings, state.now));
    if (values === null) return [];
    const tags = isSameTags(settings.tags, row.tags) ? null : settings.tags;
    return [{ path, row, step: { id: row.id, values, tags } }];
  });
  const [less, more] = [false, true].map((wanted) =>
    changed.filter(({ row, step }) => plansMore(row, step.values) === wanted),
  );
  for (const { path, row, step } of [...(less ?? []), ...(more ?? [])]) {
    collect(judging, path, () => room.planRuns(row, step.values));
  }
  return changed.map(({ step }) => step);
}

function judgeNew(judging: Judging, pairs: readonly Pair[]): RoutineSteps["created"] {
  const { room, state } = judging;
  return pairs.flatMap(({ path, settings, row }) => {
    if (row !== null) return [];
    const values = collect(judging, path, () =>
      columnsOfNew(settings, state.now, { mayBeOver: true }),
    );
    if (values === null) return [];
    collect(judging, path, () => {
      room.addRoutine();
      room.planRuns(null, values);
    });
    return [{ values, tags: settings.tags }];
  });
}

/**
 * Judges the routines of a file by the rules of the verbs that create and change one.
 * @param byHand the routines that the file adopts, by id, and `matches` their ids by key.
 */
export function judgeRoutines(
  judging: Judging,
  matches: ReadonlyMap<string, string>,
  byHand: ReadonlyMap<string, TaggedRoutine>,
): Judged<RoutineSteps> & { refs: RoutineRefs } {
  const { context, document, state, room } = judging;
  const byKey = new Map(state.routines.map((row) => [row.key, row]));
  const wantedKeys = new Set(document.routines.map(({ value }) => value.key));
  const deleted = state.routines.filter(({ key }) => key === null || !wantedKeys.has(key));
  deleted.forEach((row) => room.removeRoutine(row));
  const pairs = document.routines.flatMap((item) => {
    const { key } = item.value;
    const row = byKey.get(key) ?? byHand.get(matches.get(key) ?? "") ?? null;
    return readRoutine(judging, item, row) ?? [];
  });
  const changed = judgeColumns(judging, pairs.filter(isChanged));
  const created = judgeNew(judging, pairs);
  const desired = pairs.map(({ settings: { key, ...settings } }): Desired => {
    const chosen = compactSettings("routine", settings, context.limits);
    return { kind: "routine", key: key ?? "", settings, chosen };
  });
  const adopted = pairs.flatMap(({ row, settings: { key } }) => {
    if (row === null || row.key === key || key === null) return [];
    const resource: CodeResource = { kind: "routine", key, settings: toCodeRoutine(row) };
    return [[identityOf(resource), resource] as const];
  });
  const names = new Map([
    ...[...state.routines, ...state.otherRoutines].map(
      (row) => [row.id, row.key ?? row.id] as const,
    ),
    ...[...matches].map(([key, id]) => [id, key] as const),
  ]);
  const gone = new Set(deleted.map(({ id }) => id));
  const known = new Set([
    ...wantedKeys,
    ...state.otherRoutines.flatMap(({ key }) => (key === null ? [] : [key])),
  ]);
  return {
    desired,
    current: state.routines.map((row) => ({
      kind: "routine",
      key: row.key ?? "",
      settings: toCodeRoutine(row),
    })),
    adopted: new Map(adopted),
    steps: { created, changed, deleted: [...gone] },
    refs: {
      names,
      find: (text) => {
        if (known.has(text)) return text;
        const id = text.toLowerCase();
        return gone.has(id) ? null : (names.get(id) ?? null);
      },
    },
  };
}
