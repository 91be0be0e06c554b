import { createSession } from "@/cli/api/session";
import { commandHelp, programHelp } from "@/cli/arguments/command-help";
import type { Command } from "@/cli/arguments/define-command";
import { readArguments } from "@/cli/arguments/read-arguments";
import { commands } from "@/cli/commands";
import { CommandError } from "@/cli/errors";
import { exitCodes, type ExitCode } from "@/cli/exit-codes";
import { createOutput } from "@/cli/terminal/output";
import type { Terminal } from "@/cli/terminal/terminal";

/** The help of a command, or of all that begin with its words. */
function helpOf(command: Command): string {
  const parts = commands.filter(
    ({ name }) => name === command.name || name.startsWith(`${command.name} `),
  );
  return parts.map(commandHelp).join("\n");
}

/** Runs one command line. Never throws: what goes wrong is said on standard error. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const isVersion = words.length === 1 && (words[0] === "--version" || words[0] === "-v");
    const isHelp = words[0] === "help";
    const asked = isVersion ? ["version"] : isHelp ? words.slice(1) : words;
    const { command, args, options, common, wantsHelp } = readArguments(
      commands,
      isHelp ? [...asked, "--help"] : asked,
    );
    if (command === null || wantsHelp) {
      terminal.out(command === null ? programHelp(commands) : helpOf(command));
      return words.length === 0 ? exitCodes.usage : exitCodes.fine;
    }
    const output = createOutput(terminal, common.json);
    const session = createSession(terminal, common);
    return await command.run({ args, options, output, terminal, session });
  } catch (error) {
    return complain(error, terminal);
  }
}

function complain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommandError) {
    terminal.err(error.message);
    for (const line of error.lines) terminal.err(`  ${line}`);
    return error.exitCode;
  }
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`This is a bug of the program. ${reason}`);
  return exitCodes.failed;
}
