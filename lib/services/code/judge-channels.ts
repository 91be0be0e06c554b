import type { Channel, updateChannelValues } from "@/db/queries/notifications/channels";
import type { ChannelConfig } from "@/lib/domain/channels/channel";
import { MAX_CHANNELS } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings, secretNeed } from "@/lib/domain/channels/channel-settings";
import type { CodeChannel, Placed } from "@/lib/domain/code/code-document";
import { under } from "@/lib/domain/code/code-document";
import type { CodeResource, FieldChange } from "@/lib/domain/code/code-plan";
import { compactSettings } from "@/lib/domain/code/compact-settings";
import { findFieldChanges, identityOf, type Desired } from "@/lib/domain/code/plan-changes";
import { purposeOf } from "@/lib/egress/secrets/read-secret";
import { mayBeSentTo } from "@/lib/egress/secrets/secret-store";
import { createSigningKey, destinationOf } from "@/lib/services/channels/channel-secret";
import { readChannelChange, readNewChannel } from "@/lib/services/channels/channel-values";
import {
  collect,
  readRefs,
  report,
  type Judged,
  type Judging,
  type RoutineRefs,
} from "@/lib/services/code/judging";
import { isOwned, toCodeChannel } from "@/lib/services/code/workspace-state";

export type ChannelSteps = {
  created: {
    channel: Pick<ReturnType<typeof readNewChannel>, "values" | "secret">;
    secretRef: string | null;
    routines: readonly string[];
  }[];
  changed: {
    id: string;
    change: Parameters<typeof updateChannelValues>[3];
    routines: readonly string[] | null;
  }[];
  deleted: readonly string[];
};

/** A channel of the file, and what it is now; null for a new one. */
type Pair = {
  path: string;
  value: CodeChannel;
  config: ChannelConfig;
  routines: string[];
  row: Channel | null;
};

const settingsOf = ({ value, config, routines }: Pair): CodeResource["settings"] => ({
  kind: value.kind,
  name: value.name,
  config,
  secret_ref: value.secret_ref,
  is_active: value.is_active,
  events: value.events,
  routines,
  tags: value.tags,
  quiet_hours: value.quiet_hours,
  reminder_minutes: value.reminder_minutes,
  language: value.language,
  max_per_hour: value.max_per_hour,
});

/** The value of the secret that a channel names; null, and a problem, where it can't have it. */
function findValue(judging: Judging, { path, value, config }: Pair): string | null {
  const at = `${path}.secret_ref`;
  const { secret_ref: name, kind } = value;
  if (name === null) return null;
  if (judging.context.sealing === null) {
    report(judging, { path: at, code: "secrets_key_missing" });
    return null;
  }
  const secret = judging.secrets.values.get(name) ?? null;
  const purpose = kind === "WEBHOOK" ? "signing" : "credential";
  if (secret === null || purposeOf(secret.value) !== purpose) {
    report(judging, { path: at, code: "secret_unknown" });
    return null;
  }
  // Some kinds have nothing but a URL, which is the secret itself.
  if (!mayBeSentTo(secret, destinationOf(config) ?? secret.value)) {
    const params = { origins: secret.origins.join(", ") };
    report(judging, { path: at, code: "code_secret_wrong_origin", params });
    return null;
  }
  return secret.value;
}

const isMoved = ({ config, row }: Pair): boolean =>
  row !== null && destinationOf(row.config) !== destinationOf(config);

/**
 * The key of a webhook that names no secret and moves to another server: made here, as that of a new
 * one; null, and a problem, for other kinds, whose secrets nobody can make.
 */
function makeValue(judging: Judging, { path, value }: Pair): string | null {
  if (value.kind === "WEBHOOK") return createSigningKey();
  report(judging, { path: `${path}.secret_ref`, code: "code_secret_moved" });
  return null;
}

/** Whether the channel must be given another secret than it has. */
function needsValue({ secrets }: Judging, pair: Pair): boolean {
  const { value, row } = pair;
  const { secret_ref: name } = value;
  if (name === null) return row?.hasSecret === true && isMoved(pair);
  if (row?.secretRef !== name || isMoved(pair)) return true;
  const secret = secrets.values.get(name) ?? null;
  return secret !== null && secrets.kept.get(row.id) !== secret.value;
}

function readChannel(
  judging: Judging,
  refs: RoutineRefs,
  { path, value }: Placed<CodeChannel>,
  row: Channel | null,
): Pair | null {
  const { kind } = value;
  if (kind === "PUSH") {
    report(judging, { path: `${path}.kind`, code: "code_push_by_hand" });
    return null;
  }
  const parsed = parseChannelSettings(kind, { config: value.config }, { hasSecret: true });
  const { routineIds = [] } = row ?? {};
  const routines = readRefs(judging, refs, { path, routines: value.routines, kept: routineIds });
  if (!parsed.ok) {
    judging.problems.push(...under(path, parsed.problems));
    return null;
  }
  const { config, secret } = parsed.settings;
  if (secret !== null) {
    report(judging, { path: `${path}.config`, code: "code_secret_in_file" });
    return null;
  }
  if (value.secret_ref !== null && secretNeed(kind) === "none") {
    report(judging, { path: `${path}.secret_ref`, code: "code_secret_not_used" });
    return null;
  }
  const tags = value.tags.toSorted((one, other) =>
    one.toLowerCase() < other.toLowerCase() ? -1 : 1,
  );
  return { path, value: { ...value, tags }, config, routines, row };
}

function judgeNew(judging: Judging, pair: Pair): ChannelSteps["created"] {
  const { path, value, routines } = pair;
  const { secret_ref: secretRef, routines: _, ...given } = value;
  if (secretRef === null && secretNeed(value.kind) === "required") {
    report(judging, { path, code: "code_secret_ref_required" });
    return [];
  }
  const secret = findValue(judging, pair);
  if (secretRef !== null && secret === null) return [];
  const channel = collect(judging, path, () =>
    readNewChannel(judging.context, { ...given, routine_ids: [], secret }),
  );
  return channel === null ? [] : [{ channel, secretRef, routines }];
}

function judgeChange(
  judging: Judging,
  pair: Pair & { row: Channel },
  changes: readonly FieldChange[],
): ChannelSteps["changed"] {
  const { path, value, config, routines, row } = pair;
  const isNamed = (name: string) => changes.some(({ path: changed }) => changed === name);
  const isNeeded = needsValue(judging, pair);
  const findOrMake = value.secret_ref === null ? makeValue : findValue;
  const secret = isNeeded ? findOrMake(judging, pair) : null;
  if (isNeeded && secret === null) return [];
  const { secret_ref: secretRef, routines: _, key, ...given } = value;
  const change = collect(judging, path, () =>
    readChannelChange(judging.context, row, {
      ...Object.fromEntries(Object.entries(given).filter(([name]) => isNamed(name))),
      ...(isNamed("config") && { config }),
      ...(secret !== null && { secret }),
      key,
    }),
  );
  if (change === null) return [];
  return [
    {
      id: row.id,
      change: { ...change, secretRef },
      routines: isNamed("routines") ? routines : null,
    },
  ];
}

/** Judges the channels of a file by the rules of the verbs that create and change one. */
export function judgeChannels(judging: Judging, refs: RoutineRefs) {
  const { context, document, state } = judging;
  const owned = state.channels.filter((row) => isOwned(row, document.prefix));
  const byKey = new Map(owned.map((row) => [row.key, row]));
  const unkeyed = state.channels.filter(({ key, kind }) => key === null && kind !== "PUSH");
  const matched = new Set<string>();
  const findRow = ({ key, name, kind }: CodeChannel): Channel | null => {
    const own = byKey.get(key);
    if (own !== undefined) return own.kind === kind ? own : null;
    const found = unkeyed.find(
      (row) => row.name === name && row.kind === kind && !matched.has(row.id),
    );
    if (found !== undefined) matched.add(found.id);
    return found ?? null;
  };
  const pairs = document.channels.flatMap(
    (item) => readChannel(judging, refs, item, findRow(item.value)) ?? [],
  );
  const steps = { created: [], changed: [] } as Pick<ChannelSteps, "created" | "changed">;
  const rotated = new Set<string>();
  for (const pair of pairs) {
    const { row, value } = pair;
    if (row === null) {
      steps.created.push(...judgeNew(judging, pair));
      continue;
    }
    const changes = findFieldChanges(toCodeChannel(row, refs.names), settingsOf(pair));
    const isRotated = needsValue(judging, pair);
    if (isRotated) rotated.add(identityOf({ kind: "channel", key: value.key }));
    if (changes.length === 0 && !isRotated && row.key === value.key) continue;
    steps.changed.push(...judgeChange(judging, { ...pair, row }, changes));
  }
  const kept = new Set(pairs.flatMap(({ row }) => (row === null ? [] : [row.id])));
  const deleted = owned.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (state.channels.length - deleted.length + steps.created.length > MAX_CHANNELS) {
    report(judging, { path: "channels", code: "channels_too_many" });
  }
  const toResource = (row: Channel, key: string): CodeResource => ({
    kind: "channel",
    key,
    settings: toCodeChannel(row, refs.names),
  });
  const judged: Judged<ChannelSteps> & { rotated: ReadonlySet<string> } = {
    desired: pairs.map((pair): Desired => {
      const settings = settingsOf(pair);
      const chosen = compactSettings("channel", settings, context.limits);
      return { kind: "channel", key: pair.value.key, settings, chosen };
    }),
    current: owned.map((row) => toResource(row, row.key)),
    adopted: new Map(
      pairs.flatMap(({ row, value: { key } }) => {
        if (row?.key !== null) return [];
        const resource = toResource(row, key);
        return [[identityOf(resource), resource] as const];
      }),
    ),
    steps: { ...steps, deleted },
    rotated,
  };
  return judged;
}
