import { DEFAULT_POLICY_KEY } from "@/lib/domain/code/code-options";
import type { CodeResource, CodeSettings } from "@/lib/domain/code/code-plan";
import {
  byIdentity,
  findFieldChanges,
  identityOf,
  type Desired,
} from "@/lib/domain/code/plan-changes";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { MAX_WORKSPACE_TAGS, type TagColor } from "@/lib/domain/tags/tag-options";
import { report, type Judged, type Judging } from "@/lib/services/code/judging";
import { toCodeTag } from "@/lib/services/code/workspace-state";

export type TagSteps = {
  /** The names of tags that don't exist. */
  created: readonly string[];
  changed: { name: string; color?: TagColor; alertPolicy?: AlertPolicy | null }[];
  deleted: readonly string[];
};

/** Where each tag stands in the file. */
type Wanted = { name: string; path: string; color?: TagColor; alertPolicy?: AlertPolicy | null };

const keyOf = (name: string) => name.toLowerCase();

/** What the file says of tags: what it lists, their policies, and what its routines and windows have. */
function readWanted(
  { document, state, tagName }: Judging,
  used: ReadonlySet<string>,
): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { path, value } of document.tags) {
    const { color } = value;
    const tag = { name: tagName(value.name), path, ...(color !== undefined && { color }) };
    wanted.set(keyOf(value.name), tag);
  }
  for (const { name, policy } of document.tagPolicies) {
    const path = `policies.tags.${name}`;
    const known = wanted.get(keyOf(name)) ?? { name: tagName(name), path };
    wanted.set(keyOf(name), { ...known, alertPolicy: policy });
  }
  const existing = new Set(state.tags.map(({ name }) => keyOf(name)));
  const applied = byIdentity(state.applied?.resources ?? []);
  for (const key of used) {
    const own = applied.get(identityOf({ kind: "tag", key }));
    if (!wanted.has(key) && (own !== undefined || !existing.has(key))) {
      wanted.set(key, { name: tagName(key), path: "routines" });
    }
  }
  // A policy that the file no longer has is taken back.
  for (const [key, tag] of wanted) {
    const before = applied.get(identityOf({ kind: "tag", key }))?.settings.alert_policy ?? null;
    if (before !== null && tag.alertPolicy === undefined) {
      wanted.set(key, { ...tag, alertPolicy: null });
    }
  }
  return wanted;
}

const settingsOf = ({ color, alertPolicy }: Wanted): CodeSettings => ({
  ...(color !== undefined && { color }),
  ...(alertPolicy !== undefined && { alert_policy: alertPolicy }),
});

/** The file that sets a tag in another way than this one wants it; null where none does. */
function findElsewhere({ state }: Judging, wanted: CodeResource): string | null {
  const other = state.otherFiles.find(({ resources }) => {
    const own = byIdentity(resources).get(identityOf(wanted));
    if (own === undefined) return false;
    const shared = Object.keys(wanted.settings).filter((name) => Object.hasOwn(own.settings, name));
    const both = Object.fromEntries(shared.map((name) => [name, wanted.settings[name]]));
    return findFieldChanges(own.settings, both).length > 0;
  });
  return other === undefined ? null : other.prefix;
}

export type RemainingUses = {
  /** The tags of the file's routines and windows, in lower case. */
  used: ReadonlySet<string>;
  /** Routines that the file changes or deletes: what they have now doesn't count. */
  ownRoutines: ReadonlySet<string>;
  ownChannels: ReadonlySet<string>;
  ownWindows: ReadonlySet<string>;
};

/** Whether anything has the tag once the file is applied. */
function isUsed({ state, document }: Judging, key: string, uses: RemainingUses): boolean {
  const names = (tags: readonly string[]) => tags.some((tag) => keyOf(tag) === key);
  return (
    uses.used.has(key) ||
    document.channels.some(({ value }) => names(value.tags)) ||
    state.tagUses.some(({ tag, routineId }) => tag === key && !uses.ownRoutines.has(routineId)) ||
    state.channels.some(({ id, tags }) => !uses.ownChannels.has(id) && names(tags)) ||
    state.windows.some(({ id, tags }) => !uses.ownWindows.has(id) && names(tags)) ||
    state.otherFiles.some(({ resources }) =>
      resources.some((resource) => resource.kind === "tag" && keyOf(resource.key) === key),
    )
  );
}

export function judgeTags(judging: Judging, uses: RemainingUses): Judged<TagSteps> {
  const { state } = judging;
  const wanted = readWanted(judging, uses.used);
  const existing = new Map(state.tags.map((tag) => [keyOf(tag.name), tag]));
  const owned = (state.applied?.resources ?? []).filter(({ kind }) => kind === "tag");
  const deleted = owned.flatMap(({ key }) => {
    const tag = existing.get(keyOf(key));
    const isKept = tag === undefined || wanted.has(keyOf(key)) || isUsed(judging, keyOf(key), uses);
    return isKept ? [] : [tag];
  });
  const desired: Desired[] = [];
  const current: CodeResource[] = deleted.map(toCodeTag);
  const created: string[] = [];
  const changed: TagSteps["changed"] = [];
  for (const [key, tag] of wanted) {
    const { name, path, color, alertPolicy } = tag;
    const resource: CodeResource = { kind: "tag", key: name, settings: settingsOf(tag) };
    desired.push({ ...resource, chosen: resource.settings });
    const elsewhere = findElsewhere(judging, resource);
    if (elsewhere !== null) {
      const params = { prefix: elsewhere === "" ? "none" : elsewhere };
      report(judging, { path, code: "code_tag_elsewhere", params });
    }
    const now = existing.get(key);
    if (now === undefined) created.push(name);
    else current.push(toCodeTag(now));
    const before = now === undefined ? {} : toCodeTag(now).settings;
    if (findFieldChanges(before, resource.settings).length === 0) continue;
    changed.push({
      name,
      ...(color !== undefined && { color }),
      ...(alertPolicy !== undefined && { alertPolicy }),
    });
  }
  if (state.tags.length + created.length - deleted.length > MAX_WORKSPACE_TAGS) {
    const params = { max: MAX_WORKSPACE_TAGS };
    report(judging, { path: "tags", code: "workspace_tags_too_many", params });
  }
  const steps = { created, changed, deleted: deleted.map(({ id }) => id) };
  return { desired, current, adopted: new Map(), steps };
}

export type PolicySteps = {
  /** The policy that the workspace gets, null for the built-in one; undefined where it stays. */
  set: AlertPolicy | null | undefined;
};

/** Judges the alert policy of the workspace, which one file alone may set. */
export function judgePolicy(judging: Judging): Judged<PolicySteps> {
  const { document, state } = judging;
  const wanted = document.defaultPolicy;
  const own = { kind: "policy" as const, key: DEFAULT_POLICY_KEY };
  const isOwn = byIdentity(state.applied?.resources ?? []).has(identityOf(own));
  const other = state.otherFiles.find(({ resources }) =>
    byIdentity(resources).has(identityOf(own)),
  );
  if (wanted !== null && other !== undefined) {
    const params = { prefix: other.prefix === "" ? "none" : other.prefix };
    report(judging, { path: "policies.default", code: "code_policy_elsewhere", params });
  }
  const settings = (policy: AlertPolicy): CodeSettings => ({ alert_policy: policy });
  const isCurrent = (isOwn || wanted !== null) && state.defaultPolicy !== null;
  const isChanged =
    wanted !== null &&
    (state.defaultPolicy === null ||
      findFieldChanges(settings(state.defaultPolicy), settings(wanted)).length > 0);
  const isRemoved = wanted === null && isCurrent;
  return {
    desired:
      wanted === null ? [] : [{ ...own, settings: settings(wanted), chosen: settings(wanted) }],
    current:
      isCurrent && state.defaultPolicy !== null
        ? [{ ...own, settings: settings(state.defaultPolicy) }]
        : [],
    adopted: new Map(),
    steps: { set: isChanged ? wanted : isRemoved ? null : undefined },
  };
}
