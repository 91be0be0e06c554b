import { defaultsOf, type RoutineSettings } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";

/** The settings in which a routine differs from one that was created without choosing them. */
export function findChangedSettings(
  settings: RoutineSettings,
  limits: RoutineLimits,
): ReadonlySet<keyof RoutineSettings> {
  const usual = defaultsOf(limits);
  const names = Object.keys(usual) as (keyof typeof usual)[];
  return new Set<keyof RoutineSettings>([
    "name",
    "endpoint_url",
    ...names.filter((name) => JSON.stringify(settings[name]) !== JSON.stringify(usual[name])),
  ]);
}
