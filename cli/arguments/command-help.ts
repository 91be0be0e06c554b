import {
  commonOptions,
  type Argument,
  type Command,
  type Option,
} from "@/cli/arguments/define-command";
import { exitCodeMeanings, exitCodes, type ExitCode } from "@/cli/exit-codes";
import { PROGRAM } from "@/cli/program-name";

const WIDTH = 88;

/** Lines of at most `WIDTH` characters. */
function wrap(paragraph: string, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}

function usageOf({ name, isOptional, isMany }: Argument): string {
  const shown = name.toUpperCase() + (isMany === true ? "…" : "");
  return isOptional === true ? `[${shown}]` : shown;
}

/** Rows of two columns, the second wrapped beside the first. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(30, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => {
    const indent = " ".repeat(width + 4);
    const [first = "", ...others] = wrap(right, indent);
    const beside = first.slice(indent.length);
    return left.length > width
      ? [`  ${left}`, indent + beside, ...others]
      : [`  ${left.padEnd(width)}  ${beside}`, ...others];
  });
}

const optionRow = ([name, option]: readonly [string, Option]): readonly [string, string] => [
  option.kind === "flag" ? `--${name}` : `--${name} ${option.value}`,
  option.kind === "list" ? `${option.help}; may be repeated` : option.help,
];

/** The help of one command. Its first line is how it's written. */
export function commandHelp({ name, does, args, options, details, examples }: Command): string {
  const hasOptions = Object.keys(options).length > 0;
  const usage = [PROGRAM, name, ...args.map(usageOf), ...(hasOptions ? ["[OPTIONS]"] : [])];
  return [
    usage.join(" "),
    "",
    ...wrap(`${does.charAt(0).toUpperCase()}${does.slice(1)}.`),
    ...details.flatMap((paragraph) => ["", ...wrap(paragraph)]),
    ...(hasOptions ? ["", "Options:", ...columns(Object.entries(options).map(optionRow))] : []),
    ...(examples.length === 0
      ? []
      : ["", "Examples:", ...examples.map((example) => `  ${PROGRAM} ${example}`)]),
    "",
  ].join("\n");
}

const exitRows = Object.entries(exitCodeMeanings).map(
  ([name, meaning]): readonly [string, string] => [
    String(exitCodes[name as keyof typeof exitCodes] satisfies ExitCode),
    meaning,
  ],
);

/** The variables that the program reads. */
const variableRows: readonly (readonly [string, string])[] = [
  ["OPSPULSE_KEY", "the API key, instead of a stored one"],
  ["OPSPULSE_SERVER", "the instance, instead of the one that the program was fetched from"],
  ["OPSPULSE_PROFILE", "the stored sign-in to use"],
  ["NO_COLOR", "no colours"],
];

/** The help of the program: all commands, what they share, and how they end. */
export const programHelp = (commands: readonly Command[]): string =>
  [
    `${PROGRAM} COMMAND [ARGUMENTS] [OPTIONS]`,
    "",
    "Commands:",
    ...columns(
      commands.map(({ name, args, does }) => [[name, ...args.map(usageOf)].join(" "), does]),
    ),
    "",
    "Options of every command:",
    ...columns(Object.entries(commonOptions).map(optionRow)),
    "",
    "Variables:",
    ...columns(variableRows),
    "",
    "Exit codes:",
    ...columns(exitRows),
    "",
    "A ROUTINE is named by its id, its key, or its name where only one has it.",
    "",
  ].join("\n");
