import { getCurrentKey } from "@/cli/api/endpoints";
import { readKey, valueOf } from "@/cli/api/session";
import { defineCommand, text, type Call } from "@/cli/arguments/define-command";
import { exitCodes } from "@/cli/exit-codes";
import { readProfiles, writeProfiles } from "@/cli/profiles/profile-store";
import { plainLine } from "@/cli/terminal/plain-text";
import { localTime } from "@/cli/terminal/times";
import type { CurrentKeyDto } from "@/lib/domain/keys/api-key";

function describeKey({ output }: Pick<Call, "output">, origin: string, key: CurrentKeyDto): void {
  output.line(`Instance   ${origin}`);
  output.line(`Workspace  ${plainLine(key.workspace.name)} (${key.workspace.id})`);
  output.line(`Key        ${plainLine(key.name)} (${plainLine(key.prefix)}…)`);
  output.line(`Role       ${key.role}`);
  output.line(`Scopes     ${key.scopes.join(", ")}`);
  output.line(`Expires    ${key.expires_at === null ? "never" : localTime(key.expires_at)}`);
}

async function askForKey({ terminal }: Pick<Call, "terminal">, origin: string): Promise<string> {
  if (!terminal.isInTerminal) return terminal.readInput();
  // As one text: what is typed isn't shown from its first letter on.
  const question = `Create an API key: ${origin}/settings/keys\nAPI key (not shown): `;
  return terminal.ask(question, { isSecret: true });
}

export const login = defineCommand({
  name: "login",
  does: "checks an API key and stores it for the other commands",
  options: {
    key: text("KEY", "the key; without it, the program asks for it or reads it from its input"),
  },
  details: [
    "The key is stored in the folder of your settings (XDG_CONFIG_HOME, ~/.config, or AppData), in a file that only you can read, and is only sent to the instance that it was checked with. A key on the command line can be seen by others on this machine and stays in the history of your shell.",
    "In CI, set OPSPULSE_KEY instead: nothing is stored then.",
  ],
  examples: ["login", "login --profile staging --server https://staging.example.com"],
  run: async ({ options, output, terminal, session }) => {
    const origin = await session.findServer();
    const given = options.key ?? valueOf(terminal.env, "OPSPULSE_KEY");
    const key = readKey(given ?? (await askForKey({ terminal }, origin)));
    const { body, text: json } = await getCurrentKey(session.apiOf(origin, key));
    const profiles = await readProfiles(session.profilesPath);
    await writeProfiles(
      session.profilesPath,
      profiles.set(session.profileName, { server: origin, key }),
    );
    output.json(json);
    describeKey({ output }, origin, body);
    return exitCodes.fine;
  },
});

export const logout = defineCommand({
  name: "logout",
  does: "deletes the stored key from this machine",
  details: ["The key stays valid elsewhere. To end it, delete it under Settings, API keys."],
  run: async ({ output, session }) => {
    const profiles = await readProfiles(session.profilesPath);
    const wasStored = profiles.delete(session.profileName);
    if (wasStored) await writeProfiles(session.profilesPath, profiles);
    output.json(JSON.stringify({ profile: session.profileName, deleted: wasStored }));
    output.line(
      wasStored
        ? `The key of profile "${session.profileName}" is deleted from this machine.`
        : `Profile "${session.profileName}" has no key.`,
    );
    return exitCodes.fine;
  },
});

export const whoami = defineCommand({
  name: "whoami",
  does: "shows the instance, the workspace and the key that are used",
  run: async ({ output, session }) => {
    const api = await session.signedIn();
    const { body, text: json } = await getCurrentKey(api);
    output.json(json);
    describeKey({ output }, api.origin, body);
    return exitCodes.fine;
  },
});
