import { createHash } from "node:crypto";
import type { Transaction } from "@/db/client";
import { findRoutinesByIds } from "@/db/queries/code/keyed-routines";
import { MAX_LISTED_UNMANAGED } from "@/lib/domain/code/code-options";
import type { CodeChange, CodeDrift, CodePlanDto, CodeResource } from "@/lib/domain/code/code-plan";
import { byIdentity, findDrift, identityOf, planChanges } from "@/lib/domain/code/plan-changes";
import type { FieldProblem } from "@/lib/domain/errors";
import { canonicalJson } from "@/lib/domain/json/canonical-json";
import { judgeChannels, type ChannelSteps } from "@/lib/services/code/judge-channels";
import {
  judgeRoutines,
  matchRoutines,
  type RoutineSteps,
} from "@/lib/services/code/judge-routines";
import {
  judgePolicy,
  judgeTags,
  type PolicySteps,
  type TagSteps,
} from "@/lib/services/code/judge-tags";
import { judgeWindows, type WindowSteps } from "@/lib/services/code/judge-windows";
import { report, type Judging, type Prepared } from "@/lib/services/code/judging";
import {
  hasEnded,
  isOver,
  readWorkspaceState,
  type WorkspaceState,
} from "@/lib/services/code/workspace-state";
import type { ServiceContext } from "@/lib/services/context";
import { WorkspaceRoom } from "@/lib/services/limits/workspace-usage";

export type JudgedCode = {
  plan: CodePlanDto;
  problems: FieldProblem[];
  /** What an apply keeps as applied. */
  resources: CodeResource[];
  steps: {
    tags: TagSteps;
    policy: PolicySteps;
    routines: RoutineSteps;
    channels: ChannelSteps;
    windows: WindowSteps;
  };
  /** The ids of known routines by the names that a file has for them. */
  routineIds: ReadonlyMap<string, string>;
};

/** Tags by their first spelling: that of the workspace, then that of the file's list. */
function spellTags(
  state: WorkspaceState,
  { tags, tagPolicies }: Prepared["document"],
): (name: string) => string {
  const spelled = new Map<string, string>();
  const all = [...state.tags, ...tags.map(({ value }) => value), ...tagPolicies];
  for (const { name } of all) {
    if (!spelled.has(name.toLowerCase())) spelled.set(name.toLowerCase(), name);
  }
  return (name) => {
    const key = name.toLowerCase();
    if (!spelled.has(key)) spelled.set(key, name);
    return spelled.get(key) ?? name;
  };
}

/** The keys of the workspace, of whatever kind. */
const keysOf = (state: WorkspaceState): string[] =>
  [...state.routines, ...state.otherRoutines, ...state.channels, ...state.windows].flatMap(
    ({ key }) => key ?? [],
  );

/** Refuses a prefix that shares keys with that of a file which owns something still. */
function judgePrefix(judging: Judging): void {
  const { document, state } = judging;
  const { prefix } = document;
  const keys = keysOf(state);
  const other = state.otherFiles.find(
    (file) =>
      (file.prefix.startsWith(prefix) || prefix.startsWith(file.prefix)) &&
      keys.some((key) => key.startsWith(file.prefix)),
  );
  if (other === undefined) return;
  const params = { other: other.prefix === "" ? "none" : other.prefix };
  report(judging, { path: "prefix", code: "code_prefix_nested", params });
}

/** What no file describes: without a key, or with one that no file owns. */
function findUnmanaged(state: WorkspaceState, prefix: string, adopted: ReadonlySet<string>) {
  const prefixes = [prefix, ...state.otherFiles.map((file) => file.prefix)];
  const isFree = ({ id, key }: { id: string; key: string | null }) =>
    !adopted.has(id) && !prefixes.some((owner) => key?.startsWith(owner));
  const entry = (kind: CodeDrift["kind"]) => (row: { key: string | null; name: string }) =>
    ({ kind, key: row.key, name: row.name, drift: "unmanaged", fields: [] }) satisfies CodeDrift;
  return [
    ...state.otherRoutines.filter(isFree).map(entry("routine")),
    ...state.channels
      .filter((row) => row.kind !== "PUSH")
      .filter(isFree)
      .map(entry("channel")),
    ...state.windows
      .filter((row) => !isOver(row, state.now))
      .filter(isFree)
      .map(entry("maintenance")),
  ];
}

/** The value of a secret that a channel has by its name was replaced: shown without a value. */
function withRotated(changes: CodeChange[], rotated: ReadonlySet<string>): CodeChange[] {
  const secret = { path: "secret", before: null, after: null };
  const known = byIdentity(changes);
  const added = [...rotated]
    .filter((identity) => !known.has(identity))
    .map((identity): CodeChange => {
      const key = identity.slice("channel ".length);
      return { kind: "channel", key, action: "update", fields: [secret] };
    });
  return [
    ...changes.map((change) =>
      rotated.has(identityOf(change)) && change.action !== "create" && change.action !== "delete"
        ? { ...change, fields: [...change.fields, secret] }
        : change,
    ),
    ...added,
  ];
}

/** What a routine that has ended by itself says of its state is what was applied. */
function asLeft(
  current: readonly CodeResource[],
  applied: readonly CodeResource[],
  state: WorkspaceState,
): CodeResource[] {
  const ended = new Set(state.routines.filter(hasEnded).map(({ key }) => key));
  const before = byIdentity(applied);
  return current.map((resource) => {
    const own = before.get(identityOf(resource));
    if (resource.kind !== "routine" || own === undefined || !ended.has(resource.key)) {
      return resource;
    }
    const { is_active } = own.settings;
    return { ...resource, settings: { ...resource.settings, is_active } };
  });
}

/**
 * Judges a file against the workspace in a transaction as the actor: what an apply would do, and every
 * problem that it has. Writes nothing. With `lock`, others that count what the workspace has wait.
 */
export async function judgeCode(
  tx: Transaction,
  context: ServiceContext,
  prepared: Prepared,
  { lock }: { lock: boolean },
): Promise<JudgedCode> {
  const { document } = prepared;
  const { prefix } = document;
  const state = await readWorkspaceState(tx, context, prefix);
  const matches = matchRoutines(document.routines, [...state.routines], state.otherRoutines);
  const byHand = await findRoutinesByIds(tx, context.workspaceId, [...matches.values()]);
  const room = await WorkspaceRoom.read(tx, context, { lock });
  const tagName = spellTags(state, document);
  const judging: Judging = { ...prepared, context, state, room, problems: [], tagName };
  judgePrefix(judging);
  const byId = new Map(byHand.map((row) => [row.id, row]));
  const { refs, ...routines } = judgeRoutines(judging, matches, byId);
  const { rotated, ...channels } = judgeChannels(judging, refs);
  const windows = judgeWindows(judging, refs);
  const namedTags = [...routines.desired, ...windows.desired].flatMap(({ settings }) =>
    Array.isArray(settings.tags) ? settings.tags.map((name) => String(name).toLowerCase()) : [],
  );
  const tags = judgeTags(judging, {
    used: new Set(namedTags),
    ownRoutines: new Set([...state.routines, ...byHand].map(({ id }) => id)),
    ownChannels: new Set(
      state.channels.filter(({ key }) => key?.startsWith(prefix)).map(({ id }) => id),
    ),
    ownWindows: new Set(
      state.windows.filter(({ key }) => key?.startsWith(prefix)).map(({ id }) => id),
    ),
  });
  const policy = judgePolicy(judging);
  const parts = [tags, policy, routines, channels, windows];
  const desired = parts.flatMap((part) => part.desired);
  const current = parts.flatMap((part) => part.current);
  const adopted = new Map(parts.flatMap((part) => [...part.adopted]));
  const changes = withRotated(planChanges(desired, current, adopted), rotated);
  const applied = state.applied?.resources ?? null;
  const unmanaged = findUnmanaged(state, prefix, new Set(matches.values()));
  const drift = [
    ...findDrift(applied, asLeft(current, applied ?? [], state)),
    ...unmanaged.slice(0, MAX_LISTED_UNMANAGED),
  ];
  const count = (action: CodeChange["action"]) =>
    changes.filter((change) => change.action === action).length;
  const touched = new Set(changes.map(identityOf));
  // With what is there now: what was changed since the plan was shown makes another digest.
  const digested = { prefix, desired, changes, current: [...current, ...adopted.values()] };
  return {
    plan: {
      prefix,
      changes,
      drift,
      summary: {
        create: count("create"),
        update: count("update"),
        delete: count("delete"),
        adopt: count("adopt"),
        unchanged: desired.filter((resource) => !touched.has(identityOf(resource))).length,
        unmanaged: unmanaged.length,
      },
      plan: createHash("sha256").update(canonicalJson(digested)).digest("hex"),
    },
    problems: judging.problems,
    resources: desired.map(({ kind, key, settings }) => ({ kind, key, settings })),
    steps: {
      tags: tags.steps,
      policy: policy.steps,
      routines: routines.steps,
      channels: channels.steps,
      windows: windows.steps,
    },
    routineIds: new Map([...refs.names].map(([id, name]) => [name, id])),
  };
}
