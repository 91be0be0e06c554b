import type { RequestProgram } from "@/lib/domain/curl/is-curl-command";
import { splitPosix } from "@/lib/domain/curl/posix-words";
import type { ShellWords } from "@/lib/domain/curl/word-list";
import { baseName, isShellKeyword, runsACommand } from "@/lib/domain/paste/shell-programs";

/** The request of a shell's command line: its program, the words after it, and what runs before it. */
export type JobCommand = {
  program: RequestProgram;
  shell: ShellWords;
  /** The programs and variables that stand before it, by name, each once. */
  skipped: string[];
};

function programOf(word: string): RequestProgram | null {
  const name = baseName(word);
  return name === "curl" || name === "wget" ? name : null;
}

const variableOf = (word: string) => /^([A-Za-z_]\w*)=/.exec(word)?.[1];

/**
 * Finds the first `curl` or `wget` that a command line runs, whatever stands before it or around it;
 * null where there is none. It never throws.
 */
export function findJobCommand(line: string, depth = 0): JobCommand | null {
  const skipped: string[] = [];
  let text = line;
  while (text.trim() !== "") {
    const shell = splitPosix(text.replace(/^[\s;&|()]+/, ""));
    const words = shell.words.filter((word, index) => index > 0 || !isShellKeyword(word));
    const start = words.findIndex((word) => variableOf(word) === undefined);
    for (const word of words.slice(0, Math.max(start, 0))) skipped.push(variableOf(word) ?? "");
    const first = words[start] ?? "";
    const isWrapped = runsACommand(first);
    const at = words.findIndex(
      (word, index) => programOf(word) !== null && index < words.length - 1,
    );
    if (at !== -1 && (at === start || isWrapped)) {
      const between = words
        .slice(start, at)
        .filter((word) => runsACommand(word))
        .map(baseName);
      const program = programOf(words[at] ?? "") ?? "curl";
      return {
        program,
        shell: { ...shell, words: words.slice(at + 1) },
        skipped: [...new Set([...skipped, ...between])],
      };
    }
    if (isWrapped && depth < 3) {
      // A shell that is handed the command in one word.
      for (const word of words.slice(start + 1)) {
        const inner = /\s/.test(word) ? findJobCommand(word, depth + 1) : null;
        if (inner === null) continue;
        const hasRest = inner.shell.hasRest || shell.hasRest;
        const names = [...skipped, baseName(first), ...inner.skipped];
        return {
          ...inner,
          shell: { ...inner.shell, hasRest },
          skipped: [...new Set(names)],
        };
      }
    }
    if (first !== "") skipped.push(baseName(first).slice(0, 20));
    if (shell.rest.length >= text.length) return null;
    text = shell.rest;
  }
  return null;
}
