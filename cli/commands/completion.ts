import { realpath } from "node:fs/promises";
import { defineCommand, type Command } from "@/cli/arguments/define-command";
import { bashScript, zshScript } from "@/cli/completion/bash";
import { fishScript } from "@/cli/completion/fish";
import { UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const shells = Object.keys(scripts);

/** @param commands Gives all commands, this one among them. */
export const completionOf = (commands: () => readonly Command[]): Command =>
  defineCommand({
    name: "completion",
    does: "prints a script by which a shell completes commands and options",
    args: [{ name: "shell", choices: shells }],
    details: [
      "SHELL is bash, zsh or fish. The script also defines a function opspulse, which calls this program from any folder.",
    ],
    examples: [
      "completion bash >> ~/.bashrc",
      "completion fish > ~/.config/fish/conf.d/opspulse.fish",
    ],
    run: async ({ args: [shell = ""], terminal }) => {
      if (!Object.hasOwn(scripts, shell)) {
        throw new UsageError(`"${shell}" isn't one of: ${shells.join(", ")}.`);
      }
      const path = await realpath(process.argv[1] ?? "cli.mjs");
      terminal.out(scripts[shell as keyof typeof scripts](commands(), path).trimEnd());
      return exitCodes.fine;
    },
  });
