import { parseArgs } from "node:util";
import type { CommonValues } from "@/cli/arguments/common-values";
import { commonOptions, type Command, type Option } from "@/cli/arguments/define-command";
import { nearestOf } from "@/cli/arguments/nearest";
import { UsageError } from "@/cli/errors";
import { PROGRAM } from "@/cli/program-name";

type OptionValue = string | boolean | readonly string[] | undefined;

export type Arguments = {
  /** Null where no command is named: then the help is asked for. */
  command: Command | null;
  args: readonly string[];
  options: Readonly<Record<string, OptionValue>>;
  common: CommonValues;
  wantsHelp: boolean;
};

const isOption = (word: string) => word.length > 1 && word.startsWith("-");

/** The number of words from `index` on that are options of every command, with their values. */
function skipCommonOptions(words: readonly string[]): number {
  let index = 0;
  for (;;) {
    const word = words[index];
    if (word === undefined || !isOption(word)) return index;
    const name = word.replace(/^--/, "");
    const takesNext = name === "profile" || name === "server";
    index += takesNext ? 2 : 1;
  }
}

function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: string[] } | null {
  const start = skipCommonOptions(words);
  const before = words.slice(0, start);
  const [first, second] = words.slice(start);
  if (first === undefined) return null;
  const both = commands.find(({ name }) => name === `${first} ${second ?? ""}`);
  if (both !== undefined) return { command: both, rest: [...before, ...words.slice(start + 2)] };
  const one = commands.find(({ name }) => name === first);
  const parts = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (one === undefined) {
    if (parts.length > 0) {
      const names = parts.map(({ name }) => name).join(", ");
      throw new UsageError(`"${first}" needs one more word. Use one of: ${names}.`);
    }
    const near = nearestOf(
      first,
      commands.map(({ name }) => name.split(" ", 1).join()),
    );
    const hint = near === null ? "" : ` Did you mean ${near}?`;
    throw new UsageError(`There is no command "${first}".${hint} See: ${PROGRAM} help`);
  }
  if (one.args.length === 0 && second !== undefined && !isOption(second)) {
    const words = parts.map(({ name }) => name.slice(first.length + 1));
    const known = words.length === 0 ? "" : ` Use one of: ${words.join(", ")}.`;
    throw new UsageError(
      `There is no command "${first} ${second}".${known} See: ${PROGRAM} help ${first}`,
    );
  }
  return { command: one, rest: [...before, ...words.slice(start + 1)] };
}

const parseConfig = (options: Readonly<Record<string, Option>>) =>
  Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => [
      name,
      {
        type: kind === "flag" ? ("boolean" as const) : ("string" as const),
        multiple: kind === "list",
        ...(name === "help" && { short: "h" }),
      },
    ]),
  );

function parseWords(command: Command | null, words: readonly string[]) {
  const options = parseConfig({ ...commonOptions, ...command?.options });
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node.js says first what is wrong, and then how its own parser would take it.
    const [said = ""] = error.message.split(/\. |\n/);
    const hint = command === null ? "help" : `help ${command.name}`;
    const near = nearestOf(/'--?([^' =]+)/.exec(said)?.[1] ?? "", Object.keys(options));
    const meant = said.startsWith("Unknown") && near !== null ? ` Did you mean --${near}?` : "";
    throw new UsageError(`${said.replace(/\.$/, "")}.${meant} See: ${PROGRAM} ${hint}`);
  }
}

function checkArguments({ name, args }: Command, given: readonly string[]): void {
  const missing = args.find((arg, index) => arg.isOptional !== true && given[index] === undefined);
  if (missing !== undefined) {
    throw new UsageError(
      `${name} needs ${missing.name.toUpperCase()}. See: ${PROGRAM} help ${name}`,
    );
  }
  const isOpen = args.some(({ isMany }) => isMany === true);
  const surplus = given[args.length];
  if (!isOpen && surplus !== undefined) {
    throw new UsageError(`"${surplus}" is one word too many. See: ${PROGRAM} help ${name}`);
  }
}

function checkChoices({ name, options }: Command, values: Record<string, unknown>): void {
  for (const [key, option] of Object.entries(options)) {
    const value = values[key];
    if (option.kind !== "text" || option.choices === undefined || typeof value !== "string") {
      continue;
    }
    if (!option.choices.includes(value)) {
      const known = option.choices.join(", ");
      throw new UsageError(`--${key} must be one of: ${known}. See: ${PROGRAM} help ${name}`);
    }
  }
}

/** The values of a command's options, each of its kind. */
function valuesOf({ options }: Command, values: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => {
      const value = values[name] as OptionValue;
      switch (kind) {
        case "flag":
          return [name, value === true];
        case "text":
          return [name, value];
        case "list":
          return [name, value ?? []];
      }
    }),
  );
}

/**
 * Reads the words after the program's name.
 * @throws {UsageError} for a command, an option or a number of arguments that doesn't exist.
 */
export function readArguments(commands: readonly Command[], words: readonly string[]): Arguments {
  const found = findCommand(commands, words);
  const command = found?.command ?? null;
  const { values, positionals } = parseWords(command, found?.rest ?? words);
  const wantsHelp = values.help === true || command === null;
  const common = {
    json: values.json === true,
    profile: typeof values.profile === "string" ? values.profile : undefined,
    server: typeof values.server === "string" ? values.server : undefined,
  };
  if (command === null) return { command, args: [], options: {}, common, wantsHelp };
  if (!wantsHelp) {
    checkArguments(command, positionals);
    checkChoices(command, values);
  }
  return { command, args: positionals, options: valuesOf(command, values), common, wantsHelp };
}
