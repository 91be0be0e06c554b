import type { Transaction } from "@/db/client";
import { findAppliedFile, findOtherFiles, type AppliedFile } from "@/db/queries/code/applied-files";
import {
  findKeyedRoutines,
  findOtherRoutines,
  findTagUses,
  type NamedRoutine,
} from "@/db/queries/code/keyed-routines";
import { databaseNow } from "@/db/queries/database-now";
import { findWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { findMaintenance, type ListedMaintenance } from "@/db/queries/maintenance";
import { findChannels, type Channel } from "@/db/queries/notifications/channels";
import type { TaggedRoutine } from "@/db/queries/routines";
import { findTags } from "@/db/queries/tags";
import type { CodeResource, CodeSettings } from "@/lib/domain/code/code-plan";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { isEqualSchedule, scheduleOf } from "@/lib/domain/schedule/schedule";
import { isPastEnd } from "@/lib/domain/slots/routine-slots";
import { toWire } from "@/lib/domain/wire";
import type { ServiceContext } from "@/lib/services/context";
import { toRoutineSettings } from "@/lib/services/routines/routine-dto";
import { readOwnOptions } from "@/lib/services/secrets/own-options";

/** Windows that are over are looked at only where a file names one of the newest. */
const MAX_PAST_WINDOWS = 100;

/** What a workspace has, as far as a file of a prefix is concerned. */
export type WorkspaceState = {
  now: Date;
  /** Those whose key begins with the prefix. */
  routines: TaggedRoutine[];
  otherRoutines: NamedRoutine[];
  channels: Channel[];
  windows: ListedMaintenance[];
  tags: Awaited<ReturnType<typeof findTags>>;
  defaultPolicy: AlertPolicy | null;
  secrets: SecretOption[];
  /** What was applied last of this file; null before the first apply. */
  applied: AppliedFile | null;
  otherFiles: Pick<AppliedFile, "prefix" | "resources">[];
  /** Which routines have which of the tags that the file has applied, by the tag's name in lower case. */
  tagUses: { tag: string; routineId: string }[];
};

export async function readWorkspaceState(
  tx: Transaction,
  context: ServiceContext,
  prefix: string,
): Promise<WorkspaceState> {
  const { workspaceId } = context;
  const tags = await findTags(tx, workspaceId);
  const applied = await findAppliedFile(tx, workspaceId, prefix);
  const ownTags = new Set(
    applied?.resources.flatMap(({ kind, key }) => (kind === "tag" ? [key.toLowerCase()] : [])),
  );
  const names = new Map(tags.map(({ id, name }) => [id, name.toLowerCase()]));
  const ids = [...names].flatMap(([id, name]) => (ownTags.has(name) ? [id] : []));
  const uses = await findTagUses(tx, workspaceId, ids);
  return {
    now: await databaseNow(tx),
    routines: await findKeyedRoutines(tx, workspaceId, prefix),
    otherRoutines: await findOtherRoutines(tx, workspaceId, prefix),
    channels: await findChannels(tx, workspaceId),
    windows: await findMaintenance(tx, workspaceId, MAX_PAST_WINDOWS),
    tags,
    defaultPolicy: await findWorkspacePolicy(tx, workspaceId),
    secrets: await readOwnOptions(context, tx),
    applied,
    otherFiles: await findOtherFiles(tx, workspaceId, prefix),
    tagUses: uses.map(({ tagId, routineId }) => ({ tag: names.get(tagId) ?? "", routineId })),
  };
}

export const isOwned = <Row extends { key: string | null }>(
  row: Row,
  prefix: string,
): row is Row & { key: string } => row.key?.startsWith(prefix) === true;

export const isOver = ({ endsAt }: Pick<ListedMaintenance, "endsAt">, now: Date) =>
  endsAt !== null && endsAt <= now;

const byName = (names: readonly string[]) =>
  names.toSorted((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));

/** The settings of a routine as a file has them: without the key, and with tags in order. */
export function toCodeRoutine(routine: TaggedRoutine): CodeSettings {
  const { key: _, ...settings } = toRoutineSettings(routine);
  return { ...settings, tags: byName(settings.tags) };
}

/** Whether a routine is paused because its end or its only slot is past. */
export function hasEnded(routine: TaggedRoutine): boolean {
  if (routine.isActive) return false;
  try {
    return isPastEnd({ ...routine, schedule: scheduleOf(routine) }, routine.nextRunAt);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether a change leaves the schedule and the end of a routine as they are. */
export const keepsTimes = (
  routine: TaggedRoutine,
  next: Parameters<typeof scheduleOf>[0] & { endsAt: Date | null },
) =>
  isEqualSchedule(scheduleOf(routine), scheduleOf(next)) &&
  routine.endsAt?.getTime() === next.endsAt?.getTime();

/** A routine by its key, or by its id where it has none. */
export type RoutineNames = ReadonlyMap<string, string>;

const inOrder = (refs: readonly string[]) => refs.toSorted((one, other) => (one < other ? -1 : 1));

/** The settings of a channel as a file has them. Routines that are gone keep their ids. */
export function toCodeChannel(channel: Channel, names: RoutineNames): CodeSettings {
  const { kind, name, config, secretRef, isActive, events, routineIds, tags, ...rest } = channel;
  return {
    ...toWire({ kind, name, config, secretRef, isActive, events }),
    routines: inOrder(routineIds.map((id) => names.get(id) ?? id)),
    tags: byName(tags),
    ...toWire(rest, ["quietHours", "reminderMinutes", "language", "maxPerHour"]),
  };
}

/** The settings of a window as a file has them; `routines` is null for one that is for nothing any more. */
export function toCodeMaintenance(window: ListedMaintenance, names: RoutineNames): CodeSettings {
  const { routineIds, tags, appliesToAll } = window;
  const isForNothing = !appliesToAll && routineIds.length + tags.length === 0;
  return {
    ...toWire(window, [
      "name",
      "startsAt",
      "endsAt",
      "cronExpression",
      "timezone",
      "durationMinutes",
    ]),
    routines: isForNothing ? null : inOrder(routineIds.map((id) => names.get(id) ?? id)),
    tags: byName(tags),
  };
}

export const toCodeTag = (tag: WorkspaceState["tags"][number]): CodeResource => ({
  kind: "tag",
  key: tag.name,
  settings: { color: tag.color, alert_policy: tag.alertPolicy },
});
