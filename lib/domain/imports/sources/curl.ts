import { findArguments, type RequestProgram } from "@/lib/domain/curl/is-curl-command";
import { splitShellWords } from "@/lib/domain/curl/shell-words";
import {
  isHarmless,
  programOf,
  readRequest,
  readSurroundings,
} from "@/lib/domain/imports/command-job";
import {
  plainJob,
  refusalOf,
  refuse,
  type ReadJob,
  type ReadOptions,
  type SourceReader,
} from "@/lib/domain/imports/foreign-job";
import { safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark } from "@/lib/domain/imports/remarks";
import { findJobCommand } from "@/lib/domain/paste/job-command";

/** A body may have 64 KB. */
const MAX_COMMAND_CHARACTERS = 80_000;
/** Commands that follow each other on one line. */
const MAX_COMMANDS = 50;

const START =
  /^\s*(?:[$>%]\s+|PS[^>\n]{0,200}>\s*|[A-Za-z]:\\[^>\n]{0,200}>)?(?:[A-Za-z_]\w*=\S*\s+)*(?:(?:sudo|time|nohup)\s+)?(?:\S{0,200}[\\/])?(?:curl|wget)(?:\.exe)?(?:\s|$)/i;

type Chunk = { line: number; name: string | null; text: string };

/** The text cut before each line that begins a command, with the comment above it as its name. */
function splitCommands(text: string): { chunks: Chunk[]; others: Chunk[] } {
  const chunks: Chunk[] = [];
  const others: Chunk[] = [];
  let lines: string[] = [];
  let note: string | null = null;
  let current: Omit<Chunk, "text"> | null = null;
  const close = () => {
    if (current !== null) chunks.push({ ...current, text: lines.join("\n") });
    current = null;
    lines = [];
  };
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    const [, comment] = /^\s*#+(?!!)\s*(\S.*)$/.exec(line) ?? [];
    if (START.test(line.slice(0, 2_000))) {
      close();
      current = { line: index + 1, name: note };
      note = null;
      lines.push(line);
    } else if (comment !== undefined) note = comment;
    else if (isFence || line.trim() === "") note = null;
    else if (current !== null) lines.push(line);
    else if (!/^\s*(?:#!|set\s)/.test(line)) {
      others.push({ line: index + 1, name: note, text: line });
    }
  }
  close();
  return { chunks, others };
}

function toJob(
  program: RequestProgram,
  shell: ReturnType<typeof splitShellWords>,
  skipped: readonly string[],
  { schedule, timezone }: ReadOptions,
) {
  const request = readRequest(program, shell);
  const around = readSurroundings(skipped, /^\s*\|(?!\|)/.test(shell.rest) ? shell.rest : "");
  const zone = timezone ?? "UTC";
  return {
    ...plainJob,
    ...request,
    timezone: zone,
    schedule:
      schedule === null
        ? ({ kind: "none" } as const)
        : ({ kind: "cron", expression: schedule, dialect: "crontab" } as const),
    settings: request.followRedirects ? { follow_redirects: true } : {},
    remarks: [
      ...(schedule !== null && timezone === null
        ? [remark("timezone_assumed", { timezone: zone })]
        : []),
      ...request.remarks,
      ...around.remarks,
    ],
    isPaused: request.isPaused || around.isPaused,
  };
}

function readChunk({ text, name, line }: Chunk, options: ReadOptions): ReadJob[] {
  const shown = safeText(name ?? `curl (${line})`, 60);
  if (text.length > MAX_COMMAND_CHARACTERS) return [refuse(shown, "too_long", {}, line)];
  const jobs: ReadJob[] = [];
  const read = (make: () => ReturnType<typeof toJob>) => {
    try {
      jobs.push({ job: { ...make(), name: jobs.length === 0 ? name : null, line } });
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      jobs.push(refusalOf(error, shown, line));
    }
  };
  const curl = findArguments(text, "curl");
  const found = curl ?? findArguments(text, "wget");
  if (found === null) return [refuse(shown, "unreadable", {}, line)];
  const first = splitShellWords(found.rest, found.before);
  read(() => toJob(curl === null ? "wget" : "curl", first, [], options));
  let rest = /^\s*\|(?!\|)/.test(first.rest) ? "" : first.rest;
  while (jobs.length < MAX_COMMANDS && /[^\s;&|)}'"`]/.test(rest)) {
    const next = findJobCommand(rest);
    if (next === null) {
      const program = programOf(rest.replace(/^[\s;&|]+/, "").slice(0, 2_000));
      if (!isHarmless(program)) jobs.push(refuse(program, "not_http", { name: program }, line));
      break;
    }
    read(() => toJob(next.program, next.shell, next.skipped, options));
    rest = next.shell.rest;
  }
  return jobs;
}

/** Reads commands of curl and wget, one or many, with comments above them as names. */
export const readCurlJobs: SourceReader = (text, options) => {
  const { chunks, others } = splitCommands(text);
  return [
    ...chunks.flatMap((chunk) => readChunk(chunk, options)),
    ...others.flatMap(({ line, text: other }) => {
      const program = programOf(other.slice(0, 2_000));
      return isHarmless(program) ? [] : [refuse(program, "not_http", { name: program }, line)];
    }),
  ];
};
