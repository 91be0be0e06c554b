import { createChannelInput } from "@/lib/domain/channels/channel-input";
import type { CodeKind } from "@/lib/domain/code/code-options";
import type { CodeSettings } from "@/lib/domain/code/code-plan";
import { canonicalJson } from "@/lib/domain/json/canonical-json";
import { defaultsOf } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";

/** Settings that a file always names: they say what a thing is, or depend on the instance. */
const alwaysNamed: Partial<Record<CodeKind, readonly string[]>> = {
  routine: ["name", "endpoint_url", "http_method", "timeout_seconds"],
  channel: ["name", "kind"],
  maintenance: ["name"],
};

const channelDefaults = createChannelInput.parse({ kind: "EMAIL" });

function defaultsFor(kind: CodeKind, limits: RoutineLimits): CodeSettings {
  switch (kind) {
    case "routine":
      return defaultsOf(limits);
    case "channel":
      return { ...channelDefaults, config: {}, secret_ref: null, routines: [] };
    case "maintenance":
      return {
        ...{ starts_at: null, ends_at: null, cron_expression: null, duration_minutes: null },
        ...{ timezone: "UTC", routines: [], tags: [] },
      };
    case "tag":
    case "policy":
      return {};
  }
}

/** The settings that a file must name: a reader of the file fills in the others as they are. */
export function compactSettings(
  kind: CodeKind,
  settings: CodeSettings,
  limits: RoutineLimits,
): CodeSettings {
  const defaults = defaultsFor(kind, limits);
  const named = alwaysNamed[kind] ?? [];
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) =>
        named.includes(name) ||
        !Object.hasOwn(defaults, name) ||
        canonicalJson(value) !== canonicalJson(defaults[name]),
    ),
  );
}
