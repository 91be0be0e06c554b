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
  String.raw`(?:time|sudo|doas|env|nice|ionice|timeout|watch|stdbuf|strace)(?:[ \t]+-{1,2}[\w=-]+)*(?:[ \t]+(?:\d+[smhd]?|[\w-]+(?=[ \t]+\S*curl)))*`,
  String.raw`(?:exec|nohup|command|builtin|if|while|until|do|then|else|call|echo|RUN|!|&|-|run:|\||@)`,
  String.raw`(?:cmd(?:\.exe)?[ \t]+/[cC]|(?:ba|z|da)?sh[ \t]+-l?c)`,
  String.raw`(?:cd|set|export|source|\.)[ \t][^\n;&|]*(?:&&|;|\n)`,
  String.raw`(?:while|until)[ \t]+(?:true|:)[ \t]*;`,
  String.raw`["']?\$\(|["']?\(|\{`,
].join("|");

const command = new RegExp(
  String.raw`^${NOTES}${PROMPT}(?:(?:${WRAPPER})[ \t\n]*)*(?:\\|"(?:[^"\n]*[\\/])?|'(?:[^'\n]*/)?|(?:[\w.~$-]*[\\/])+|[A-Za-z]:\\(?:[^\s"\\]+\\)*)?curl(?:\.exe)?["']?(?=[\s^${"`"}\u00a0]|$)`,
  "i",
);

/**
 * The part of a text from the end of the word `curl` on, without what is copied along with a command:
 * Markdown, comments, a prompt, and the words that start it; null where the text is no such command.
 */
export function findCurlArguments(text: string): { before: string; rest: string } | null {
  const plain = withoutMarkdown(text);
  const [before] = command.exec(plain) ?? [];
  return before === undefined ? null : { before, rest: plain.slice(before.length) };
}

/** Whether a text is meant as a `curl` command. */
export const isCurlCommand = (text: string): boolean =>
  /^.{0,2000}curl/is.test(text) && findCurlArguments(text) !== null;
