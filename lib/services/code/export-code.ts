import type { Transaction } from "@/db/client";
import {
  findKeyedRoutines,
  findOtherRoutines,
  measureRoutines,
} from "@/db/queries/code/keyed-routines";
import type { TaggedRoutine } from "@/db/queries/routines";
import { makeKey } from "@/lib/domain/code/code-key";
import {
  CODE_VERSION,
  DEFAULT_POLICY_KEY,
  MAX_CODE_BYTES,
  type CodeFormat,
  type CodeKind,
} from "@/lib/domain/code/code-options";
import type { CodeSettings } from "@/lib/domain/code/code-plan";
import { compactSettings } from "@/lib/domain/code/compact-settings";
import { DomainError } from "@/lib/domain/errors";
import {
  isOver,
  isOwned,
  readWorkspaceState,
  toCodeChannel,
  toCodeMaintenance,
  toCodeRoutine,
  type RoutineNames,
  type WorkspaceState,
} from "@/lib/services/code/workspace-state";
import { writeCodeText } from "@/lib/services/code/write-yaml";
import { asActor, type ServiceContext } from "@/lib/services/context";

export type ExportOptions = {
  format: CodeFormat;
  prefix: string;
  /** Whether what has no key is in it too, with a key made of its name. */
  withUnmanaged: boolean;
};

const TOO_LARGE = `The file would have more than ${MAX_CODE_BYTES} bytes. Export a part of the workspace, by the prefix of its keys.`;

/** Gives a key to what has none, and the order of keys to all. */
function keyed<Row extends { key: string | null; name: string }>(
  rows: readonly Row[],
  taken: readonly (string | null)[],
  { prefix, fallback }: { prefix: string; fallback: string },
): (Row & { key: string })[] {
  const keys = new Set(taken.flatMap((key) => key ?? []));
  return rows
    .map((row) => ({
      ...row,
      key: row.key ?? makeKey(row.name, { prefix, fallback, taken: keys }),
    }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

const oldestFirst = <Row extends { createdAt: Date; id: string }>(rows: readonly Row[]) =>
  rows.toSorted(
    (one, other) =>
      one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1),
  );

/** The tags of the file: those of its things, and those that it has applied. */
function findTagsOf(
  { tags, applied }: WorkspaceState,
  named: readonly string[],
  isWhole: boolean,
): WorkspaceState["tags"] {
  const wanted = new Set(named.map((name) => name.toLowerCase()));
  for (const { kind, key } of applied?.resources ?? []) {
    if (kind === "tag") wanted.add(key.toLowerCase());
  }
  return tags
    .filter(({ name }) => isWhole || wanted.has(name.toLowerCase()))
    .toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
}

async function readContents(
  tx: Transaction,
  context: ServiceContext,
  { prefix, withUnmanaged }: ExportOptions,
) {
  const { workspaceId, limits } = context;
  if ((await measureRoutines(tx, workspaceId)) > 8 * MAX_CODE_BYTES) {
    throw new DomainError("PAYLOAD_TOO_LARGE", TOO_LARGE);
  }
  const state = await readWorkspaceState(tx, context, prefix);
  const all: TaggedRoutine[] = withUnmanaged
    ? await findKeyedRoutines(tx, workspaceId, prefix, { withUnkeyed: true })
    : state.routines;
  const others = await findOtherRoutines(tx, workspaceId, prefix);
  const isIn = (row: { key: string | null }) =>
    row.key === null ? withUnmanaged : isOwned(row, prefix);
  const routines = keyed(
    all,
    [...all, ...others].map(({ key }) => key),
    {
      prefix,
      fallback: "routine",
    },
  );
  const names: RoutineNames = new Map([
    ...others.map(({ id, key }) => [id, key ?? id] as const),
    ...routines.map(({ id, key }) => [id, key] as const),
  ]);
  const write = (kind: CodeKind, key: string, settings: CodeSettings) => ({
    key,
    ...compactSettings(kind, settings, limits),
  });
  const channels = keyed(
    oldestFirst(state.channels).filter((row) => row.kind !== "PUSH" && isIn(row)),
    state.channels.map(({ key }) => key),
    { prefix, fallback: "channel" },
  ).map((row) => {
    const known = row.routineIds.filter((id) => names.has(id));
    // Routines that are gone are left out, unless the channel would be for all without them.
    const routineIds = known.length > 0 ? known : row.routineIds;
    return write("channel", row.key, toCodeChannel({ ...row, routineIds }, names));
  });
  const windows = keyed(
    oldestFirst(state.windows).filter((row) => {
      const { appliesToAll, routineIds, tags } = row;
      const isForSomething = appliesToAll || routineIds.length + tags.length > 0;
      return isForSomething && !isOver(row, state.now) && isIn(row);
    }),
    state.windows.map(({ key }) => key),
    { prefix, fallback: "maintenance" },
  ).map((row) => write("maintenance", row.key, toCodeMaintenance(row, names)));
  const isWhole = prefix === "" && withUnmanaged;
  const named = [...routines, ...state.windows.filter(isIn)].flatMap(({ tags }) => tags);
  const isPolicyOwn =
    state.applied?.resources.some(
      ({ kind, key }) => kind === "policy" && key === DEFAULT_POLICY_KEY,
    ) === true;
  return {
    tags: findTagsOf(state, named, isWhole),
    defaultPolicy: isWhole || isPolicyOwn ? state.defaultPolicy : null,
    channels,
    maintenance: windows,
    routines: routines.map((row) => write("routine", row.key, toCodeRoutine(row))),
  };
}

/**
 * The workspace as a file, or the part whose keys begin with a prefix. Applied where it came from, it changes nothing
 * but the keys of what has none. It has no secrets: channels name them, and browser notifications, which
 * are nothing but one, aren't in it. Neither are windows of maintenance that are over.
 * @throws {DomainError} PAYLOAD_TOO_LARGE where it would be larger than a file may be.
 */
export async function exportCode(context: ServiceContext, options: ExportOptions): Promise<string> {
  const { tags, defaultPolicy, ...lists } = await asActor(context, (tx) =>
    readContents(tx, context, options),
  );
  const policies = tags.flatMap(({ name, alertPolicy }) =>
    alertPolicy === null ? [] : [[name, alertPolicy] as const],
  );
  const parts = {
    tags: tags.map(({ name, color }) => ({ name, color })),
    policies: {
      ...(defaultPolicy !== null && { default: defaultPolicy }),
      ...(policies.length > 0 && { tags: Object.fromEntries(policies) }),
    },
    ...lists,
  };
  const text = writeCodeText(
    {
      version: CODE_VERSION,
      ...(options.prefix !== "" && { prefix: options.prefix }),
      ...Object.fromEntries(
        Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
      ),
    },
    { format: options.format, schemaUrl: `${context.appUrl}/api/schema/opspulse.json` },
  );
  if (Buffer.byteLength(text) > MAX_CODE_BYTES) {
    throw new DomainError("PAYLOAD_TOO_LARGE", TOO_LARGE);
  }
  return text;
}
