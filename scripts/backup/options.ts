import { parseArgs } from "node:util";
import { StartError } from "@/scripts/start/report";

export type BackupOptions = { file: string; isJson: boolean };

export type RestoreArguments = {
  file: string;
  isJson: boolean;
  /** Read the file, and change nothing. */
  onlyChecks: boolean;
  replaces: boolean;
  missesDue: boolean;
  /** Whether what the keys here don't open may come along. */
  leavesSealed: boolean;
};

/** The file that stands for the standard output. */
export const STDOUT = "-";

export const BACKUP_USAGE =
  "Use: npm run backup -- [FILE] [--json]. The file - is the standard output.";
export const RESTORE_USAGE =
  "Use: npm run restore -- FILE [--check] [--replace] [--missed] [--without-secrets] [--json].";

/** As `opspulse-2026-11-27-140506Z.jsonl.gz`. */
const defaultName = (now: Date) =>
  `opspulse-${now
    .toISOString()
    .slice(0, 19)
    .replace("T", "-")
    .replaceAll(/(?<=-\d\d.*):/g, "")}Z.jsonl.gz`;

function parse<Names extends string>(
  args: readonly string[],
  names: readonly Names[],
  usage: string,
) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(names.map((name) => [name, { type: "boolean" as const }])),
    });
    const has = (name: Names) => values[name] === true;
    return { has, positionals };
  } catch (error) {
    throw new StartError(`These arguments are unknown. ${usage}`, { cause: error });
  }
}

/** @throws {StartError} where the arguments make no sense. */
export function readBackupOptions(args: readonly string[], now: Date): BackupOptions {
  const { has, positionals } = parse(args, ["json"], BACKUP_USAGE);
  const [file = defaultName(now)] = positionals;
  if (positionals.length > 1) throw new StartError(`Name one file. ${BACKUP_USAGE}`);
  if (file === STDOUT && has("json")) {
    throw new StartError(
      "The backup itself is on the standard output: leave --json out, or name a file.",
    );
  }
  return { file, isJson: has("json") };
}

/** @throws {StartError} where the arguments make no sense. */
export function readRestoreOptions(args: readonly string[]): RestoreArguments {
  const { has, positionals } = parse(
    args,
    ["check", "json", "missed", "replace", "without-secrets"],
    RESTORE_USAGE,
  );
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new StartError(`Name the file of one backup. ${RESTORE_USAGE}`);
  }
  return {
    file,
    isJson: has("json"),
    onlyChecks: has("check"),
    replaces: has("replace"),
    missesDue: has("missed"),
    leavesSealed: has("without-secrets"),
  };
}
