import type { Command } from "@/cli/arguments/define-command";
import {
  choicesByOption,
  firstWords,
  FUNCTION,
  optionsOf,
  quote,
  takesFiles,
  wordsAfter,
} from "@/cli/completion/words";

/** A script for bash, which defines a function that calls the program, and completes its words. */
export function bashScript(commands: readonly Command[], programPath: string): string {
  const isOfTwo = ({ name }: Command) => name.includes(" ");
  // A command of two words is looked for before the one that begins like it.
  const sorted = [...commands.filter(isOfTwo), ...commands.filter((each) => !isOfTwo(each))];
  const cases = sorted.map((command) => {
    const options = optionsOf(command).map(([name]) => `--${name}`);
    const words = [...wordsAfter(commands, command), ...options].join(" ");
    const pattern = isOfTwo(command) ? quote(command.name) : `${quote(`${command.name} `)}*`;
    return `    ${pattern}) words=${quote(words)}${takesFiles(command) ? " files=1" : ""} ;;`;
  });
  const values = [...choicesByOption(commands)].map(
    ([name, choices]) => `    --${name}) words=${quote(choices.join(" "))} files='' ;;`,
  );
  const first = firstWords(commands).join(" ");
  return `# Calls OpsPulse's command line as ${FUNCTION}, and completes its words.
${FUNCTION}() { node ${quote(programPath)} "$@"; }
_${FUNCTION}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local first='' second='' words='' files='' word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in -*) continue ;; esac
    if [ -z "$first" ]; then first="$word"
    elif [ -z "$second" ]; then second="$word"
    fi
  done
  case "$first $second" in
    ' ') words=${quote(`${first} --help --version`)} ;;
    'help '*) words=${quote(first)} ;;
${cases.join("\n")}
  esac
  case "$previous" in
${values.join("\n")}
    --file) words='' files=1 ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _${FUNCTION} ${FUNCTION} cli.mjs
`;
}

/** A script for zsh, which completes by the rules of bash. */
export const zshScript = (commands: readonly Command[], programPath: string): string =>
  `autoload -U +X compinit && compinit -u
autoload -U +X bashcompinit && bashcompinit
${bashScript(commands, programPath)}`;
