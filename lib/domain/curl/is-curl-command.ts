const entities: Partial<Record<string, string>> = {
  "&quot;": '"',
  "&#39;": "'",
  "&apos;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};

/** A text that was copied out of HTML, without its tags of code and its entities. */
const withoutHtml = (text: string) =>
  /&quot;|&#39;|&apos;|^\s*<(?:code|pre)\b/.test(text)
    ? text
        .replace(/<\/?(?:code|pre)\b[^>]*>/g, "")
        .replace(/&(?:quot|#39|apos|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    : text;

/** A text without the Markdown around it: a fence, a quote, or backticks. */
function withoutMarkdown(text: string): string {
  const plain = withoutHtml(text.replace(/^[\ufeff\u200b]+/, "")).trim();
  const [, fenced] = /^(?:```|~~~)[^\n]*\n([^]*?)(?:\n[ \t]*(?:```|~~~)[^]*)?$/.exec(plain) ?? [];
  const [, , inline] = /^(`{1,3}|\*\*)([^`\n]+)\1$/.exec(plain) ?? [];
  const command = (fenced ?? inline ?? plain).trim();
  return /^> [^\n]*(?:\n>[^\n]*)*$/.test(command) ? command.replace(/^> ?/gm, "") : command;
}

/** A line of notes, or nothing: what may stand before a command. */
const NOTES = String.raw`(?:[ \t]*(?:#(?![ \t]*\S*curl)[^\n]*|(?:REM|::)\b[^\n]*)?\r?\n)*`;

/** What a terminal shows before a command: its user, host and folder, and a sign. */
const PROMPT = String.raw`[ \t]*(?:(?:\([\w.-]+\)[ \t]*)?(?:\[[^\]\n]*\]|[\w.+-]+@[^\n$#%>]*(?:\n(?=\$))?|PS(?:[ \t][^\n>]*)?|[A-Za-z]:\\[^>\n]*|[~/][\w~./-]*|[\w.-]+(?=[$#%>]))?[ \t]*(?:[$#%>❯➜»λ][ \t]*)+|➜[ \t]+[^\s;&|]+(?:[ \t]+git:\([^)\n]*\))?(?:[ \t]+[✗±])?[ \t]+|In[ \t]\[\d+\]:[ \t]*)?`;

/** Programs and words of a shell that run what follows them. */
const WRAPPER = [
  String.raw`[A-Za-z_]\w*=(?:\$\(|"\$\(|'[^'\n]*'|"[^"\n]*"|[^\s;&|()'"]*)`,
  String.raw`(?:time|sudo|doas|env|nice|ionice|timeout|watch|stdbuf|strace|flock|setsid|chronic|unbuffer|xargs|run-one|proxychains4?|torsocks)(?:[ \t]+-{1,2}[\w=-]+)*(?:[ \t]+(?:\d+[smhd]?|[\w./-]+(?=[ \t]+\S*(?:curl|wget))))*`,
  String.raw`(?:exec|nohup|command|builtin|if|while|until|do|then|else|call|echo|RUN|!|&|-|run:|\||@)`,
  String.raw`(?:cmd(?:\.exe)?[ \t]+/[cC]|(?:ba|z|da)?sh[ \t]+-l?c)`,
  String.raw`(?:docker|podman|kubectl)[ \t](?:[^\n;&|]*[ \t]--[ \t]+(?=curl|wget)|[^\n;&|]*?(?=\bcurl|\bwget))`,
  String.raw`(?:cd|set|export|source|\.)[ \t][^\n;&|]*(?:&&|;|\n)`,
  String.raw`(?:while|until)[ \t]+(?:true|:)[ \t]*;`,
  String.raw`["']?\$\(|["']?\(|\{`,
].join("|");

const commandOf = (program: string) =>
  new RegExp(
    String.raw`^${NOTES}${PROMPT}(?:(?:${WRAPPER})[ \t\n]*)*(?:\\|"(?:[^"\n]*[\\/])?|'(?:[^'\n]*/)?|(?:[\w.~$-]*[\\/])+|[A-Za-z]:\\(?:[^\s"\\]+\\)*)?${program}(?:\.exe|:[\d.]+|:latest)?["']?(?=[\s^${"`"}\u00a0]|$)`,
    "i",
  );

/** What stands before the arguments of a program, with its name, and the arguments. */
type FoundArguments = { before: string; rest: string };

/** A quote that opens before the program's name ends the command where it closes. */
function splitAt(text: string, length: number): FoundArguments {
  const before = text.slice(0, length);
  const rest = text.slice(length).replace(/^[ \t]*\r?\n[ \t]*(?=-|["']?https?:)/, " ");
  const quote = /(["'])[^"'\n]*$/.exec(before)?.[1];
  if (quote === undefined || before.split(quote).length % 2 === 1) return { before, rest };
  const end = rest.lastIndexOf(quote);
  if (end === -1 || /^["']/.test(rest)) return { before, rest };
  const inner = rest.slice(0, end);
  return {
    before,
    rest: `${quote === '"' ? inner.replace(/\\(["\\$`])/g, "$1") : inner}${rest.slice(end + 1)}`,
  };
}

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
export function findArguments(text: string, program: RequestProgram): FoundArguments | null {
  const plain = withoutMarkdown(text);
  const [before] = commands[program].exec(plain) ?? [];
  return before === undefined ? null : splitAt(plain, before.length);
}

/** A command amid other words: its program, and what only a command goes on with. */
const AMID =
  /(?:^|[\s;&|(>"'`@!*:=])(?:[^\s"'`]*[\\/])?(curl|wget)(?:\.exe)?[ \t]+(?=-{1,2}[a-z]|["'“‘]?https?:\/\/|["']?(?:[\w-]+\.)+[a-z]{2,}(?:[/:?\s"']|$))/i;

/**
 * The arguments of a command that stands amid other words, such as a sentence or a script; null where
 * the text has none.
 */
export function findArgumentsAmid(
  text: string,
): (FoundArguments & { program: RequestProgram }) | null {
  const plain = withoutMarkdown(text.slice(0, 20_000));
  const found = AMID.exec(plain);
  if (found === null) return null;
  const program = found[1]?.toLowerCase() === "wget" ? "wget" : "curl";
  return { program, ...splitAt(plain, found.index + found[0].length) };
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
