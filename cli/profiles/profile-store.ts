import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CommandError, UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";

/** A stored sign-in: a key, and the only instance that it's sent to. */
export type Profile = { server: string; key: string };

export const DEFAULT_PROFILE = "default";

const MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const OF_OTHERS = 0o077;

type Place = Readonly<Record<string, string | undefined>>;

/** The folder of settings, by the habits of the system (XDG base directories, or AppData). */
function settingsFolder(env: Place, platform: NodeJS.Platform): string {
  const { XDG_CONFIG_HOME: xdg = "", APPDATA: appData = "" } = env;
  if (xdg !== "") return xdg;
  if (platform === "win32" && appData !== "") return appData;
  return join(homedir(), ".config");
}

export const profilesPath = (env: Place, platform: NodeJS.Platform): string =>
  join(settingsFolder(env, platform), "opspulse", "profiles.json");

/** @throws {UsageError} for what can't be the name of a profile. */
export function checkProfileName(name: string): string {
  if (/^[\w.-]{1,64}$/.test(name) && name !== "__proto__") return name;
  throw new UsageError("The name of a profile has letters, digits, dots, dashes and underscores.");
}

const isProfile = (value: unknown): value is Profile =>
  typeof value === "object" &&
  value !== null &&
  "server" in value &&
  typeof value.server === "string" &&
  "key" in value &&
  typeof value.key === "string";

/**
 * The stored sign-ins by their names; none where the file doesn't exist.
 * @throws {CommandError} where it can't be read.
 */
export async function readProfiles(path: string): Promise<Map<string, Profile>> {
  try {
    const stored: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof stored !== "object" || stored === null) throw new SyntaxError("It has no profiles.");
    return new Map(
      Object.entries(stored).flatMap(([name, value]: [string, unknown]) =>
        isProfile(value) ? [[name, { server: value.server, key: value.key }] as const] : [],
      ),
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw new CommandError(
      `${path} can't be read. Check its rights, or delete it and run login.`,
      exitCodes.forbidden,
    );
  }
}

/** Whether others on this machine may read the file. Windows has no such bits. */
export async function isOpenToOthers(path: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === "win32") return false;
  try {
    return ((await stat(path)).mode & OF_OTHERS) !== 0;
  } catch {
    return false;
  }
}

/** Stores the sign-ins in a file that only its owner can read. It's there whole, or as it was. */
export async function writeProfiles(
  path: string,
  profiles: ReadonlyMap<string, Profile>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const content = `${JSON.stringify(Object.fromEntries(profiles), null, 2)}\n`;
    await writeFile(draft, content, { mode: MODE, flag: "wx" });
    await chmod(draft, MODE);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `The key can't be stored: ${reason}. Set XDG_CONFIG_HOME to a folder of yours, or OPSPULSE_KEY.`,
      exitCodes.failed,
    );
  }
}
