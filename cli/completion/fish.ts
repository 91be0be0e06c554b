import type { Command } from "@/cli/arguments/define-command";
import { firstWords, FUNCTION, optionsOf, takesFiles, wordsAfter } from "@/cli/completion/words";

const quote = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/** The condition that the words of a command were typed. */
const seen = ({ name }: Command) =>
  name
    .split(" ")
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join("; and ");

/** A script for fish, which defines a function that calls the program, and completes its words. */
export function fishScript(commands: readonly Command[], programPath: string): string {
  const complete = `complete -c ${FUNCTION}`;
  const doesOf = (word: string) => commands.find(({ name }) => name === word)?.does ?? "";
  const first = firstWords(commands).map(
    (word) => `${complete} -n __fish_use_subcommand -a ${word} -d ${quote(doesOf(word))}`,
  );
  const others = commands.flatMap((command) => {
    const when = `-n ${quote(seen(command))}`;
    const after = wordsAfter(commands, command);
    return [
      ...(after.length === 0 ? [] : [`${complete} ${when} -a ${quote(after.join(" "))}`]),
      ...(takesFiles(command) ? [`${complete} ${when} -F`] : []),
      ...optionsOf(command).map(([name, option]) => {
        const choices = option.kind === "text" ? (option.choices ?? []) : [];
        const value = option.kind === "flag" ? "" : name === "file" ? " -r -F" : " -x";
        const values = choices.length === 0 ? "" : ` -a ${quote(choices.join(" "))}`;
        return `${complete} ${when} -l ${name}${value}${values} -d ${quote(option.help)}`;
      }),
    ];
  });
  return `# Calls OpsPulse's command line as ${FUNCTION}, and completes its words.
function ${FUNCTION}
    node ${quote(programPath)} $argv
end
${complete} -f
${[...first, ...others].join("\n")}
`;
}
