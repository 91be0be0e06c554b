import { chmod, rename, rm, stat, writeFile } from "node:fs/promises";
import { fetchProgram } from "@/cli/api/endpoints";
import { defineCommand } from "@/cli/arguments/define-command";
import { CommandError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { programVersion } from "@/cli/program-version";

export const version = defineCommand({
  name: "version",
  does: "prints the version of this program",
  run: async ({ output }) => {
    output.json(JSON.stringify({ version: OPSPULSE_VERSION }));
    output.line(OPSPULSE_VERSION);
    return exitCodes.fine;
  },
});

const FALLBACK_MODE = 0o644;

export const update = defineCommand({
  name: "update",
  does: "replaces this program by the one that the instance serves now",
  run: async ({ output, session }) => {
    const path = process.argv[1];
    if (path === undefined) throw new CommandError("This program has no file.", exitCodes.failed);
    const origin = await session.findServer();
    const { text } = await fetchProgram(session.apiOf(origin, null));
    const found = programVersion(text);
    if (found === null) {
      throw new CommandError(
        `${origin}/cli.mjs isn't the command line of OpsPulse. Check the URL.`,
        exitCodes.failed,
      );
    }
    const draft = `${path}.new`;
    try {
      const mode = await stat(path).then(
        (file) => file.mode,
        () => FALLBACK_MODE,
      );
      await writeFile(draft, text);
      await chmod(draft, mode);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandError(`${path} can't be replaced: ${reason}`, exitCodes.failed);
    }
    output.json(JSON.stringify({ version: found, before: OPSPULSE_VERSION }));
    output.line(
      found === OPSPULSE_VERSION
        ? `${path} is of version ${found}, as before.`
        : `${path} is of version ${found} now. It was ${OPSPULSE_VERSION}.`,
    );
    return exitCodes.fine;
  },
});
