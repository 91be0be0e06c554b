import type { Session } from "@/cli/api/session";
import type { ExitCode } from "@/cli/exit-codes";
import type { Output } from "@/cli/terminal/output";
import type { Terminal } from "@/cli/terminal/terminal";

export type FlagOption = { kind: "flag"; help: string };
export type TextOption = {
  kind: "text";
  /** What stands for the value in the help, in capitals. */
  value: string;
  help: string;
  /** The only values; completion offers them. */
  choices?: readonly string[];
};
export type ListOption = { kind: "list"; value: string; help: string };
export type Option = FlagOption | TextOption | ListOption;

export const flag = (help: string): FlagOption => ({ kind: "flag", help });
export const text = (value: string, help: string): TextOption => ({ kind: "text", value, help });
export const list = (value: string, help: string): ListOption => ({ kind: "list", value, help });
export const choice = (choices: readonly string[], help: string): TextOption => ({
  kind: "text",
  value: choices.join("|"),
  help,
  choices,
});

type ValueOf<Kind extends Option> = Kind extends FlagOption
  ? boolean
  : Kind extends ListOption
    ? readonly string[]
    : string | undefined;

type Options = Readonly<Record<string, Option>>;
export type Values<Given extends Options> = {
  readonly [Name in keyof Given]: ValueOf<Given[Name]>;
};

/** What a command works with. */
export type Call<Given extends Options = Options> = {
  /** Its arguments, as many as it has asked for. */
  args: readonly string[];
  options: Values<Given>;
  output: Output;
  terminal: Terminal;
  session: Session;
};

export type Argument = {
  name: string;
  isOptional?: boolean;
  isMany?: boolean;
  /** Completed by the names of files. */
  isFile?: boolean;
  /** The only values, for completion. */
  choices?: readonly string[];
};

export type Command = {
  /** One word or two, as `routines get`. */
  name: string;
  /** What it does, as the beginning of a sentence without its subject. */
  does: string;
  args: readonly Argument[];
  options: Options;
  /** More to know, a paragraph each. */
  details: readonly string[];
  /** Its arguments and options after the name of the program. */
  examples: readonly string[];
  run: (call: Call) => Promise<ExitCode>;
};

/** A command whose options have the types of their kinds. */
export function defineCommand<const Given extends Options = Options>(command: {
  name: string;
  does: string;
  args?: readonly Argument[];
  options?: Given;
  details?: readonly string[];
  examples?: readonly string[];
  run: (call: Call<Given>) => Promise<ExitCode>;
}): Command {
  const { args = [], options = {}, details = [], examples = [] } = command;
  // `readArguments` reads the options by the same kinds that their types are made of.
  const run = (call: Call) => command.run(call as unknown as Call<Given>);
  return { ...command, args, options, details, examples, run };
}

/** The options that every command has. */
export const commonOptions = {
  json: flag("print what the API responds, as one JSON document"),
  profile: text("NAME", "the stored sign-in to use, instead of default"),
  server: text("URL", "the instance to call, instead of the one that you signed in to"),
  help: flag("print the help of a command"),
} satisfies Options;
