import { CommandError, UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import type { Terminal } from "@/cli/terminal/terminal";

/**
 * Asks whether to go on.
 * @throws {UsageError} where nobody can be asked: then `--yes` has to say it.
 * @throws {CommandError} for any answer but yes.
 */
export async function confirm(terminal: Terminal, question: string): Promise<void> {
  if (!terminal.isInTerminal) throw new UsageError(`${question} Say so with --yes.`);
  const answer = await terminal.ask(`${question} [y/N] `);
  if (!/^y(?:es)?$/i.test(answer)) {
    throw new CommandError("Nothing was changed.", exitCodes.failed);
  }
}
