import { parseArgs } from "node:util";
import { openDatabase } from "@/db/client";
import { Instance, type InstanceSettings } from "@/lib/services/instance/instance";
import { readEnvFile, type StackAddress } from "@/scripts/stack/env-file";
import { requireDatabase } from "@/scripts/start/database";
import { findInstanceSealing } from "@/scripts/start/instance-sealing";
import { StartError } from "@/scripts/start/report";
import { readSettings, type Mode } from "@/scripts/start/settings";

export type DoctorOptions = { isJson: boolean; url: string | null };

/** The settings of an instance whose variables and files are on this machine. */
type LocalSettings = InstanceSettings & {
  mode: Mode;
  projectRoot: string;
  /** Where the instance keeps its own files. */
  directory: string;
};

export type LocalInstance = Instance<LocalSettings>;

const USAGE = "Use: npm run doctor -- [--url https://opspulse.example.com] [--json]";

/**
 * The options of a command that reports findings; `usage` says how it is used.
 * @throws {StartError} where an argument is unknown, or the URL is none.
 */
export function readOptions(args: readonly string[], usage: string = USAGE): DoctorOptions {
  let values: { json?: boolean; url?: string };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, url: { type: "string" } },
    }));
  } catch (error) {
    throw new StartError(`These arguments are unknown. ${usage}`, { cause: error });
  }
  const { json = false, url = null } = values;
  if (url !== null && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new StartError(`--url must be the URL of a running app. ${usage}`);
  }
  return { isJson: json, url };
}

/**
 * The instance that the variables describe, as `npm start` reads them. What its stack has chosen for
 * itself is in the `env` file of its directory while it runs.
 * @throws {EnvError} where a variable is malformed.
 * @throws {StartError} where the variables leave open what only a running stack knows.
 */
export async function findInstance(
  variables: Record<string, string | undefined>,
  options: { projectRoot: string; url: string | null },
): Promise<LocalInstance> {
  const settings = readSettings(variables, { projectRoot: options.projectRoot, isDev: false });
  const { mode, directory, env, given, emails, host, hasDemo } = settings;
  const stack = await readEnvFile(directory).catch(() => null);
  const find = (name: keyof StackAddress): string => {
    const value = given[name as keyof typeof given] ?? stack?.[name];
    if (value !== undefined) return value;
    throw new StartError(
      `Nothing is running in ${directory}, so ${name} isn't known. Start it with npm start, point OPSPULSE_DIR at the directory of a running instance, set the instance's variables here, or check it from outside with --url.`,
    );
  };
  const databaseUrl = find("DATABASE_URL");
  const appUrl = variables.APP_URL?.trim() ? env.APP_URL : (stack?.APP_URL ?? env.APP_URL);
  const found: LocalSettings = {
    mode,
    projectRoot: options.projectRoot,
    directory,
    variables,
    env: { ...env, APP_URL: appUrl, AUTH_EMAILS: emails },
    url: options.url ?? appUrl,
    isInside: false,
    databaseUrl,
    authUrl: find("SUPABASE_URL"),
    publishableKey: find("SUPABASE_PUBLISHABLE_KEY"),
    cronSecret: given.CRON_SECRET ?? stack?.CRON_SECRET ?? null,
    sealing: await findInstanceSealing(settings),
    host,
    hasDemo,
    dataDirectory: mode === "embedded" ? directory : null,
  };
  return new Instance(found, async () => {
    await requireDatabase(databaseUrl);
    return openDatabase(databaseUrl, { maxConnections: 1 });
  });
}
