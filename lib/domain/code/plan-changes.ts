import { codeKinds } from "@/lib/domain/code/code-options";
import type {
  CodeChange,
  CodeDrift,
  CodeResource,
  CodeSettings,
  FieldChange,
} from "@/lib/domain/code/code-plan";
import { canonicalJson } from "@/lib/domain/json/canonical-json";

/** What tells a thing from all others of a workspace. */
export const identityOf = ({ kind, key }: Pick<CodeResource, "kind" | "key">) =>
  `${kind} ${kind === "tag" ? key.toLowerCase() : key}`;

export const byIdentity = <Resource extends Pick<CodeResource, "kind" | "key">>(
  resources: readonly Resource[],
): Map<string, Resource> => new Map(resources.map((resource) => [identityOf(resource), resource]));

/** The order of a plan and of a file: by kind, then by key. */
function compareResources(
  one: Pick<CodeResource, "kind" | "key">,
  other: Pick<CodeResource, "kind" | "key">,
): number {
  const byKind = codeKinds.indexOf(one.kind) - codeKinds.indexOf(other.kind);
  return byKind !== 0 ? byKind : one.key === other.key ? 0 : one.key < other.key ? -1 : 1;
}

/** The settings named by `after` that are another in `before`. */
export function findFieldChanges(before: CodeSettings, after: CodeSettings): FieldChange[] {
  return Object.entries(after).flatMap(([path, value]) => {
    const old = before[path] ?? null;
    return canonicalJson(old) === canonicalJson(value ?? null)
      ? []
      : [{ path, before: old, after: value ?? null }];
  });
}

const asNew = (settings: CodeSettings): FieldChange[] =>
  Object.entries(settings).map(([path, after]) => ({ path, before: null, after }));

export type Desired = CodeResource & {
  /** Its settings without those that are as always: a new thing lists only these. */
  chosen: CodeSettings;
};

/** A channel keeps its kind: another one of the same key takes its place. */
const isReplaced = (before: CodeResource, after: CodeResource) =>
  after.kind === "channel" && before.settings.kind !== after.settings.kind;

function changesOf(wanted: Desired, before: CodeResource | undefined, isAdopted: boolean) {
  const { kind, key, settings, chosen } = wanted;
  const created: CodeChange = { kind, key, action: "create", fields: asNew(chosen) };
  if (before === undefined) return [created];
  if (isReplaced(before, wanted)) {
    return [{ kind, key, action: "delete", fields: [] } satisfies CodeChange, created];
  }
  const fields = findFieldChanges(before.settings, settings);
  if (isAdopted) {
    const change: CodeChange = {
      ...{ kind, key, action: "adopt" },
      fields: [{ path: "key", before: null, after: key }, ...fields],
    };
    return [change];
  }
  return fields.length === 0 ? [] : [{ kind, key, action: "update", fields } satisfies CodeChange];
}

/**
 * The changes that make what a file owns what it says. `current` is what it owns now, and `adopted` what
 * was made by hand and takes the key of the file, by the identity of what it becomes.
 */
export function planChanges(
  desired: readonly Desired[],
  current: readonly CodeResource[],
  adopted: ReadonlyMap<string, CodeResource>,
): CodeChange[] {
  const now = byIdentity(current);
  const wanted = byIdentity(desired);
  const changes = desired.flatMap((resource) => {
    const identity = identityOf(resource);
    const own = now.get(identity);
    return changesOf(resource, own ?? adopted.get(identity), own === undefined);
  });
  const deleted = current
    .filter((resource) => !wanted.has(identityOf(resource)))
    .map(({ kind, key }): CodeChange => ({ kind, key, action: "delete", fields: [] }));
  return [...changes, ...deleted].toSorted(compareResources);
}

const nameOf = ({ key, settings }: CodeResource) =>
  typeof settings.name === "string" ? settings.name : key;

/** What was changed, deleted or added since `applied`, which is null before the first apply. */
export function findDrift(
  applied: readonly CodeResource[] | null,
  current: readonly CodeResource[],
): CodeDrift[] {
  if (applied === null) return [];
  const now = byIdentity(current);
  const then = byIdentity(applied);
  const drift = applied.flatMap((resource): CodeDrift[] => {
    const { kind, key } = resource;
    const found = now.get(identityOf(resource));
    const name = nameOf(found ?? resource);
    if (found === undefined) return [{ kind, key, name, drift: "deleted", fields: [] }];
    const fields = findFieldChanges(resource.settings, pick(found.settings, resource.settings));
    return fields.length === 0 ? [] : [{ kind, key, name, drift: "changed", fields }];
  });
  const added = current.flatMap((resource): CodeDrift[] => {
    const { kind, key } = resource;
    return then.has(identityOf(resource))
      ? []
      : [{ kind, key, name: nameOf(resource), drift: "added", fields: [] }];
  });
  return [...drift, ...added];
}

/** The settings that were applied: a release since may know more of them. */
const pick = (settings: CodeSettings, names: CodeSettings): CodeSettings =>
  Object.fromEntries(Object.keys(names).map((name) => [name, settings[name] ?? null]));
