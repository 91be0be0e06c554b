import type { AllowList } from "@/lib/egress/address-policy";

export const SECRET_PREFIX = "ROUTINE_SECRET_";
const MAX_NAME_LENGTH = 64;
/** A shorter value is part of ordinary text too often to be masked in it. */
export const MIN_VALUE_LENGTH = 8;

const settingNames = ["ORIGINS", "WORKSPACES", "HEADER", "PREVIOUS"] as const;
type SettingName = (typeof settingNames)[number];

export type SecretOptions = { allow: AllowList; isSignUpOpen: boolean };

/** The variables of one secret, and the problems of all, to which its own are added. */
export type SecretVariables = {
  name: string;
  variable: string;
  value: string;
  settings: ReadonlyMap<SettingName, string>;
  options: SecretOptions;
  problems: string[];
};

type Group = { value: string | null; settings: Map<SettingName, string> };

const isSettingName = (text: string): text is SettingName =>
  settingNames.some((name) => name === text);

export const isPrintableAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

export const trimLineEnd = (text: string): string => text.replace(/[\r\n]+$/, "");

/** Sorts the variables of secrets by the secret that they belong to. An empty one counts as not set. */
export function groupVariables(
  source: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [variable, text] of Object.entries(source)) {
    if (!variable.startsWith(SECRET_PREFIX) || text === undefined || text.trim() === "") continue;
    const match = /^([A-Z0-9]+(?:_[A-Z0-9]+)*)(?:__(.+))?$/.exec(
      variable.slice(SECRET_PREFIX.length),
    );
    const [, name = "", setting] = match ?? [];
    if (name === "" || name.length > MAX_NAME_LENGTH) {
      problems.push(
        `${JSON.stringify(variable)} does not name a secret. After ${SECRET_PREFIX}, use up to ${MAX_NAME_LENGTH} letters from A to Z and digits, with single underscores between them.`,
      );
      continue;
    }
    const group = groups.get(name) ?? { value: null, settings: new Map() };
    groups.set(name, group);
    if (setting === undefined) {
      group.value = trimLineEnd(text);
    } else if (isSettingName(setting)) {
      group.settings.set(setting, text);
    } else {
      const known = settingNames.map((settingName) => `__${settingName}`).join(", ");
      problems.push(
        `${JSON.stringify(variable)} ends in no known setting. Use one of ${known}, or remove it.`,
      );
    }
  }
  return groups;
}
