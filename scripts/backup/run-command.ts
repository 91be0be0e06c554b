import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvError } from "@/lib/env";
import { BackupFileError } from "@/scripts/backup/format";
import { BACKUP_USAGE, RESTORE_USAGE } from "@/scripts/backup/options";
import { complain, reasonOf, say, StartError } from "@/scripts/start/report";

/** A command of the terminal: returns the lines of its report. */
type Command = (
  args: readonly string[],
  variables: Record<string, string | undefined>,
  projectRoot: string,
) => Promise<string[]>;

const usages: Readonly<Record<string, string>> = { backup: BACKUP_USAGE, restore: RESTORE_USAGE };

const known = [StartError, BackupFileError];

/**
 * Runs a command with the variables of the process and of the project's files. Returns the code with which
 * the process ends: 1 where the command failed, after a line that says why.
 */
export async function runCommand(
  name: string,
  command: Command,
  { args, projectRoot }: { args: readonly string[]; projectRoot: string },
): Promise<number> {
  if (args.includes("--help")) {
    say(usages[name] ?? name);
    return 0;
  }
  for (const file of [".env.local", ".env"]) {
    const path = join(projectRoot, file);
    if (existsSync(path)) process.loadEnvFile(path);
  }
  try {
    const lines = await command(args, process.env, projectRoot);
    if (args.includes("--json")) process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    else lines.forEach(say);
    return 0;
  } catch (error) {
    if (error instanceof EnvError) error.problems.forEach(complain);
    else if (known.some((kind) => error instanceof kind)) complain(reasonOf(error));
    else complain(`the ${name} failed, and nothing was changed: ${rootReason(error)}`);
    return 1;
  }
}

/** What the database said: Drizzle's own message is the statement, which may hold rows. */
function rootReason(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? rootReason(error.cause)
    : reasonOf(error);
}
