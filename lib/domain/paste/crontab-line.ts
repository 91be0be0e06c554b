import { isCommonProgram } from "@/lib/domain/paste/shell-programs";

/** A job of a crontab: when it runs, and the command as its shell gets it. */
export type CrontabLine = {
  /** The five fields, a macro such as `@daily`, or what stands there in their place. */
  schedule: string;
  /** The zone of `CRON_TZ=` or `TZ=`; null where the crontab names none. */
  timezone: string | null;
  /** Null for a schedule alone. */
  command: string | null;
  /** The command's input: what follows its first bare `%`; null where there is none. */
  input: string | null;
  /** Names of the crontab's own variables, such as MAILTO. */
  variables: string[];
  user: string | null;
  /** Whether the crontab has further jobs. */
  hasMore: boolean;
};

const FIELD = String.raw`(?:[*?\d][\d*?/,#LW-]*|\d*L(?:-\d+)?|(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z\d,/#-]*)`;

const WHEN = String.raw`@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually|every[ \t]+\d\w*)|${FIELD}(?:[ \t]+${FIELD}){4}`;

/** A job: a minus that keeps it out of a log, a zone, the times, further fields, and the command. */
const job = new RegExp(
  String.raw`^[ \t]*-?(?:(?:CRON_)?TZ=["']?([\w+/-]+)["']?[ \t]+)?(${WHEN})((?:[ \t]+[*?\d][\d*?/,-]*)*)(?:[ \t]+(\S[^]*))?$`,
  "i",
);

const variable = /^[ \t]*([A-Za-z_]\w*)[ \t]*=(.*)$/;

/** A line that sets a variable, its value without quotes around it; null for any other line. */
export function readVariable(line: string): { name: string; value: string } | null {
  const [, name, written = ""] = variable.exec(line) ?? [];
  if (name === undefined) return null;
  const value = written.trim();
  return { name, value: /^(?:"[^"]*"|'[^']*')$/.test(value) ? value.slice(1, -1) : value };
}

/** The user of a line of a system's crontab: a name before what is plainly a command. */
function findUser(rest: string): string | null {
  const [, name = "", next = ""] = /^([a-z_][\w.-]*\$?)[ \t]+(\S+)/.exec(rest) ?? [];
  const isCommand = /^[/.~([{]|^[A-Za-z_]\w*=/.test(next) || isCommonProgram(next);
  return isCommand && !isCommonProgram(name.replace(/[\d.]+$/, "")) ? name : null;
}

/** The lines of a text, without the fence of Markdown, and with those that a script would write into one. */
function linesOf(text: string): string[] {
  const lines = text
    .replace(/[\ufeff\u200b]/g, "")
    .replace(/[\u00a0\u2000-\u200a\u202f]/g, " ")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.replace(/^> /, "").replace(/^`(.*)`$/, "$1"));
  const echoed = Array.from(text.matchAll(/\becho[ \t]+(["'])([^]+?)\1[ \t]*\)?[ \t]*(?:\||>)/g));
  return [...lines, ...echoed.map((match) => match[2] ?? "")];
}

type Job = Omit<CrontabLine, "hasMore" | "variables">;

/** A line with a schedule, by itself; null for any other line. */
export function readJobLine(line: string): Job | null {
  const [, timezone = null, when = "", further = "", rest] = job.exec(line) ?? [];
  if (when === "") return null;
  const isComment = rest === undefined || rest.startsWith("#");
  const user = isComment ? null : findUser(rest);
  const shellLine = isComment ? null : rest.slice(user?.length ?? 0).trim();
  return {
    schedule: `${when}${further}`.replace(/\s+/g, " "),
    timezone,
    ...(shellLine === null ? { command: null, input: null } : splitAtPercent(shellLine)),
    user,
  };
}

/** The command up to its first bare `%`, as crontab(5) reads it, and the input after that. */
function splitAtPercent(text: string): { command: string; input: string | null } {
  const at = /(?<!\\)%/.exec(text)?.index ?? -1;
  const plain = (part: string) => part.replaceAll("\\%", "%");
  if (at === -1) return { command: plain(text), input: null };
  const input = text.slice(at + 1).replace(/(?<!\\)%/g, "\n");
  return { command: plain(text.slice(0, at)), input: plain(input) };
}

/** Whether a text is a line of a crontab, or has one. */
export const isCrontab = (text: string): boolean =>
  text.length < 20_000 && linesOf(text).some((line) => job.test(line));

/**
 * The first job of a crontab that calls `curl` or `wget`, or else its first job; null where the text has
 * none. It never throws.
 */
export function readCrontab(text: string): CrontabLine | null {
  const jobs: Omit<CrontabLine, "hasMore">[] = [];
  const variables: string[] = [];
  let zone: string | null = null;
  for (const line of linesOf(text)) {
    const read = readJobLine(line);
    if (read === null) {
      const set = readVariable(line);
      if (/^(?:CRON_)?TZ$/.test(set?.name ?? "")) zone = set?.value ?? null;
      else if (set !== null) variables.push(set.name);
      continue;
    }
    jobs.push({ ...read, timezone: read.timezone ?? zone, variables: [...variables] });
  }
  const found = jobs.find(({ command }) => /\b(?:curl|wget)\b/.test(command ?? "")) ?? jobs[0];
  return found === undefined ? null : { ...found, hasMore: jobs.length > 1 };
}
