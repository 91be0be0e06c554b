import type { CodedProblem } from "@/lib/domain/field-problems";
import type { AllowList } from "@/lib/egress/address-policy";

export const SECRET_PREFIX = "ROUTINE_SECRET_";
const MAX_NAME_LENGTH = 64;
/** A shorter value is part of ordinary text too often to be masked in it. */
export const MIN_VALUE_LENGTH = 8;

const settingNames = ["ORIGINS", "WORKSPACES", "HEADER", "PREVIOUS"] as const;
type SettingName = (typeof settingNames)[number];

export type SecretOptions = { allow: AllowList; isSignUpOpen: boolean };

/**
 * A rule that a secret breaks, for both who may set one up: the `message` names the variable of an
 * operator, and the field's problem is for a workspace's own.
 */
export type SecretProblem = { message: string; field: CodedProblem };

/** A secret as it was set up, and the problems that are added to it. */
export type SecretSource = {
  name: string;
  /** What messages call it. */
  variable: string;
  value: string;
  /** The origins as they were written. */
  origins: readonly string[];
  /** How a credential is sent, or null for the usual way. */
  header: string | null;
  /** The signing key of before, or null. */
  previous: string | null;
  allow: AllowList;
  problems: SecretProblem[];
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
