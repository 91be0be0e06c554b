import { commonOptions, type Command, type Option } from "@/cli/arguments/define-command";

/** The name of the function that the scripts define, so that there is one word to complete after. */
export const FUNCTION = "opspulse";

/** A text for a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const optionsOf = ({ options }: Command): readonly (readonly [string, Option])[] =>
  Object.entries({ ...options, ...commonOptions });

/** The first words of commands, in their order. */
export const firstWords = (commands: readonly Command[]): string[] => [
  ...new Set(["help", ...commands.map(({ name }) => name.split(" ", 1).join())]),
];

/** What may follow the name of a command: the second words of others, and the choices of its argument. */
export const wordsAfter = (commands: readonly Command[], { name, args }: Command): string[] => [
  ...commands.flatMap((other) =>
    other.name.startsWith(`${name} `) ? [other.name.slice(name.length + 1)] : [],
  ),
  ...args.flatMap(({ choices = [] }) => choices),
];

export const takesFiles = ({ args }: Command): boolean =>
  args.some(({ isFile }) => isFile === true);

/** The choices of options by their names, whichever command they are of. */
export function choicesByOption(commands: readonly Command[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, option] of commands.flatMap(optionsOf)) {
    if (option.kind !== "text" || option.choices === undefined) continue;
    found.set(name, [...new Set([...(found.get(name) ?? []), ...option.choices])]);
  }
  return found;
}
