import type { ChannelDto } from "@/lib/domain/channels/channel";
import type { AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import type { TagDto } from "@/lib/domain/tags/tag";
import type { SecretDto } from "@/lib/domain/workspace/secret";
import { versionOf } from "@/lib/services/preconditions/precondition";

/**
 * What a person sets of each resource, and its version. The rest of what goes out is named, so that a new
 * setting counts by itself.
 */

function without<Value extends object, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Omit<Value, Name> {
  const left = new Set<PropertyKey>(names);
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !left.has(name)),
  ) as unknown as Omit<Value, Name>;
}

export const settingsOfRoutine = (routine: RoutineDto): RoutineSettings =>
  without(routine, [
    "id",
    "workspace_id",
    "next_run_at",
    "last_run_at",
    "last_status",
    "next_slots",
    "maintenance_until",
    "created_at",
    "updated_at",
  ]);

export const routineVersion = (routine: RoutineDto): string =>
  versionOf(settingsOfRoutine(routine));

/** The version of the settings that the form of a routine holds: not whether it is paused, its key or its alerts. */
export const formVersion = (settings: RoutineSettings): string =>
  versionOf(settingsInForm(settings));

export const settingsInForm = (settings: RoutineSettings) =>
  without(settings, ["is_active", "key", "alert_policy"]);

export const settingsOfChannel = (channel: ChannelDto) =>
  without(channel, [
    "id",
    "workspace_id",
    "disabled_reason",
    "last_delivery",
    "created_at",
    "updated_at",
  ]);

/** With the time of the last change, because the secret itself isn't part of what goes out. */
export const channelVersion = (channel: ChannelDto): string =>
  versionOf({ ...settingsOfChannel(channel), updated_at: channel.updated_at });

export const settingsOfTag = (tag: TagDto) => without(tag, ["id", "routines", "created_at"]);

export const tagVersion = (tag: TagDto): string => versionOf(settingsOfTag(tag));

/** With the time of the last change, because the value itself isn't part of what goes out. */
export const secretVersion = (secret: SecretDto): string =>
  versionOf(without(secret, ["id", "created_at"]));

export const settingsOfMaintenance = (window: MaintenanceDto) =>
  without(window, ["id", "is_active", "next_starts_at", "created_at"]);

export const maintenanceVersion = (window: MaintenanceDto): string =>
  versionOf(settingsOfMaintenance(window));

export const alertPolicyVersion = (policy: AlertPolicyDto): string => versionOf(policy);
