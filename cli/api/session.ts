import { createApi, type Api } from "@/cli/api/api";
import { readServerUrl } from "@/cli/api/server-url";
import type { CommonValues } from "@/cli/arguments/common-values";
import { builtInServer } from "@/cli/built-in-server";
import { CommandError, UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import {
  checkProfileName,
  DEFAULT_PROFILE,
  isOpenToOthers,
  profilesPath,
  readProfiles,
} from "@/cli/profiles/profile-store";
import { PROGRAM } from "@/cli/program-name";
import type { Terminal } from "@/cli/terminal/terminal";
import { isKeyToken } from "@/lib/domain/keys/key-token";

/** The instance that is called, and the key that it's called with. */
export type Session = {
  profileName: string;
  /** Where sign-ins are stored. */
  profilesPath: string;
  /** The instance to sign in to, or to ask what needs no key. */
  findServer: () => Promise<string>;
  /** The API of an instance, with a key or without. */
  apiOf: (server: string, key: string | null) => Api;
  /** The API with the key that is given or stored. @throws {CommandError} where there is none. */
  signedIn: () => Promise<Api>;
};

/** A variable; one that is empty counts as not set. */
export function valueOf(env: Terminal["env"], name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

export function createSession(
  terminal: Terminal,
  { profile, server }: Pick<CommonValues, "profile" | "server">,
): Session {
  const { env, platform } = terminal;
  const path = profilesPath(env, platform);
  const profileName = checkProfileName(
    profile ?? valueOf(env, "OPSPULSE_PROFILE") ?? DEFAULT_PROFILE,
  );
  const asked = server ?? valueOf(env, "OPSPULSE_SERVER");
  const apiOf = (origin: string, key: string | null) => createApi(terminal, { origin, key });

  const requireServer = (found: string | null | undefined): string => {
    if (found !== null && found !== undefined) return readServerUrl(found);
    throw new UsageError("Which instance? Give its URL: --server https://ops.example.com");
  };

  const signedIn = async (): Promise<Api> => {
    const givenKey = valueOf(env, "OPSPULSE_KEY");
    const stored = (await readProfiles(path)).get(profileName);
    if (givenKey !== undefined) {
      return apiOf(requireServer(asked ?? builtInServer ?? stored?.server), readKey(givenKey));
    }
    if (stored === undefined) {
      const name = profileName === DEFAULT_PROFILE ? "" : ` --profile ${profileName}`;
      throw new CommandError(
        `You aren't signed in. Run: ${PROGRAM} login${name}, or set OPSPULSE_KEY.`,
        exitCodes.forbidden,
      );
    }
    const origin = readServerUrl(stored.server);
    if (asked !== undefined && readServerUrl(asked) !== origin) {
      throw new CommandError(
        `The key of profile "${profileName}" is for ${origin} and isn't sent to ${readServerUrl(asked)}. Run: ${PROGRAM} login --server ${readServerUrl(asked)} --profile NAME`,
        exitCodes.forbidden,
      );
    }
    if (await isOpenToOthers(path, platform)) {
      terminal.err(`Others on this machine can read your key. Run: chmod 600 ${path}`);
    }
    return apiOf(origin, stored.key);
  };

  return {
    profileName,
    profilesPath: path,
    findServer: async () =>
      requireServer(asked ?? builtInServer ?? (await readProfiles(path)).get(profileName)?.server),
    apiOf,
    signedIn,
  };
}

/**
 * A key as it was typed or pasted.
 * @throws {UsageError} for what can't be one, without showing it.
 */
export function readKey(text: string): string {
  const key = text.trim();
  if (isKeyToken(key)) return key;
  throw new UsageError(
    "That isn't an API key: it begins with opk_, and its last characters check the others. Copy it whole, or create one under Settings, API keys.",
  );
}
