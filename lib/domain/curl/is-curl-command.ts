/** A text without the Markdown around it: a fence, a quote, or backticks. */
function withoutMarkdown(text: string): string {
  const plain = text.replace(/^[\ufeff\u200b]+/, "").trim();
  const [, fenced] = /^(?:```|~~~)[^\n]*\n([^]*?)(?:\n[ \t]*(?:```|~~~)[^]*)?$/.exec(plain) ?? [];
  const [, inline] = /^`([^`]+)`$/.exec(plain) ?? [];
  const command = (fenced ?? inline ?? plain).trim();
  return /^> [^\n]*(?:\n>[^\n]*)*$/.test(command) ? command.replace(/^> ?/gm, "") : command;
}

/** A line of notes, or nothing: what may stand before a command. */
const NOTES = String.raw`(?:[ \t]*(?:#(?![ \t]*\S*curl)[^\n]*|(?:REM|::)\b[^\n]*)?\r?\n)*`;

/** What a terminal shows before a command: its user, host and folder, and a sign. */
const PROMPT = String.raw`[ \t]*(?:(?:\([\w.-]+\)[ \t]*)?(?:\[[^\]\n]*\]|[\w.+-]+@[^\n$#%>]*|PS(?:[ \t][^\n>]*)?|[A-Za-z]:\\[^>\n]*|[~/][\w~./-]*|(?:ba|z|da|fi)?sh-?[\d.]*)?[ \t]*(?:[$#%>❯➜»λ][ \t]*)+)?`;

/** Programs and words of a shell that run what follows them. */
const WRAPPER = [
  String.raw`[A-Za-z_]\w*=(?:\$\(|"\$\(|'[^'\n]*'|"[^"\n]*"|[^\s;&|()'"]*)`,
  String.raw`(?:time|sudo|doas|env|nice|ionice|timeout|watch|stdbuf|strace|flock|setsid|chronic|unbuffer|xargs|run-one|proxychains4?|torsocks)(?:[ \t]+-{1,2}[\w=-]+)*(?:[ \t]+(?:\d+[smhd]?|[\w./-]+(?=[ \t]+\S*(?:curl|wget))))*`,
  String.raw`(?:exec|nohup|command|builtin|if|while|until|do|then|else|call|echo|RUN|!|&|-|run:|\||@)`,
  String.raw`(?:cmd(?:\.exe)?[ \t]+/[cC]|(?:ba|z|da)?sh[ \t]+-l?c)`,
  String.raw`(?:docker|podman|kubectl)[ \t][^\n;&|]*?(?=\bcurl|\bwget)`,
  String.raw`(?:cd|set|export|source|\.)[ \t][^\n;&|]*(?:&&|;|\n)`,
  String.raw`(?:while|until)[ \t]+(?:true|:)[ \t]*;`,
  String.raw`["']?\$\(|["']?\(|\{`,
].join("|");

const commandOf = (program: string) =>
  new RegExp(
    String.raw`^${NOTES}${PROMPT}(?:(?:${WRAPPER})[ \t\n]*)*(?:\\|"(?:[^"\n]*[\\/])?|'(?:[^'\n]*/)?|(?:[\w.~$-]*[\\/])+|[A-Za-z]:\\(?:[^\s"\\]+\\)*)?${program}(?:\.exe)?["']?(?=[\s^${"`"}\u00a0]|$)`,
    "i",
  );

/** The programs whose requests are read. */
export type RequestProgram = "curl" | "wget";

const commands: Record<RequestProgram, RegExp> = {
  curl: commandOf("curl"),
  wget: commandOf("wget"),
};

/**
 * The part of a text from the end of the program's name on, without what is copied along with a command:
 * Markdown, comments, a prompt, and the words that start it; null where the text is no such command.
 */
export function findArguments(
  text: string,
  program: RequestProgram,
): { before: string; rest: string } | null {
  const plain = withoutMarkdown(text);
  const [before] = commands[program].exec(plain) ?? [];
  return before === undefined ? null : { before, rest: plain.slice(before.length) };
}

/** Whether a text is meant as a command of this program. */
export function isCommand(text: string, program: RequestProgram): boolean {
  const start = text.slice(0, 2_000 + program.length).toLowerCase();
  const found = start.includes(program) ? findArguments(text, program) : null;
  // A path that ends in the program's name may be that of a URL.
  return found !== null && (found.rest.trim() !== "" || !/[\\/]/.test(found.before));
}

/** Whether a text is meant as a `curl` command. */
export const isCurlCommand = (text: string): boolean => isCommand(text, "curl");
