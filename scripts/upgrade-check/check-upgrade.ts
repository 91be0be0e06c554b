import { isHealthy } from "@/lib/domain/instance/finding";
import { readOptions } from "@/scripts/doctor/find-instance";
import { toJson, toLines } from "@/scripts/doctor/report-findings";
import { readEnvFile } from "@/scripts/stack/env-file";
import { requireDatabase, withDatabase } from "@/scripts/start/database";
import { StartError } from "@/scripts/start/report";
import { readSettings } from "@/scripts/start/settings";
import { judgeUpgrade } from "@/scripts/upgrade-check/judge-upgrade";
import { lookAtUpgrade } from "@/scripts/upgrade-check/look-at-upgrade";

const USAGE = "Use: npm run upgrade-check -- [--url https://opspulse.example.com] [--json]";

type Variables = Record<string, string | undefined>;

/**
 * Writes what an upgrade of the instance's database to this code would do, one line for each finding or
 * JSON, and returns the exit code: 1 where something stands in the way. Changes nothing.
 * @throws {StartError} where an argument is unknown, or the database isn't known or can't be used.
 */
export async function checkUpgrade(
  args: readonly string[],
  variables: Variables,
  projectRoot: string,
): Promise<number> {
  const { isJson, url } = readOptions(args, USAGE);
  const { directory, given, env } = readSettings(variables, { projectRoot, isDev: false });
  const stack = await readEnvFile(directory).catch(() => null);
  const databaseUrl = given.DATABASE_URL ?? stack?.DATABASE_URL;
  if (databaseUrl === undefined) {
    throw new StartError(
      `Nothing is running in ${directory}, so its database can't be looked at. Set DATABASE_URL, point OPSPULSE_DIR at the directory of a running instance, or start it first, with the release that it has now.`,
    );
  }
  const appUrl = variables.APP_URL?.trim() ? env.APP_URL : (stack?.APP_URL ?? env.APP_URL);
  await requireDatabase(databaseUrl);
  const findings = await withDatabase(databaseUrl, async (db) =>
    judgeUpgrade(await lookAtUpgrade(db, { url: url ?? appUrl, projectRoot })),
  );
  process.stdout.write(`${isJson ? toJson(findings) : toLines(findings).join("\n")}\n`);
  return isHealthy(findings) ? 0 : 1;
}
