import { readCurlWords, parseCurlCommand } from "@/lib/domain/curl/curl-command";
import { curlReasons } from "@/lib/domain/curl/curl-options";
import { findArgumentsAmid, isCommand } from "@/lib/domain/curl/is-curl-command";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import { splitShellWords } from "@/lib/domain/curl/shell-words";
import { readCrontab, type CrontabLine } from "@/lib/domain/paste/crontab-line";
import { findJobCommand, type JobCommand } from "@/lib/domain/paste/job-command";
import { parseWgetCommand, readWgetWords } from "@/lib/domain/paste/wget-command";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { HOUR_MINUTES } from "@/lib/domain/time-units";

/**
 * Why a part of a pasted text was left out. To those of a command come those of a crontab:
 * - `before`: other words that stand before the command
 * - `wrapper`: a program that only starts the request, or runs before it
 * - `crontabVariable`, `user`: a setting of the machine that the crontab is from
 * - `reboot`: no time, but an event of that machine
 * - `percent`: cron hands what follows a bare % to the command as its input
 * - `noRequest`: the job calls neither curl nor wget
 */
export const pasteReasons = [
  ...curlReasons,
  "before",
  "wrapper",
  "crontabVariable",
  "user",
  "reboot",
  "percent",
  "noRequest",
] as const;
export type PasteReason = (typeof pasteReasons)[number];

/** `what` is a part by its name, and never a value. */
export type PasteRemark = { what: string; reason: PasteReason };

export type PastedSchedule =
  | { kind: "cron"; expression: string; timezone: string | null }
  | { kind: "interval"; minutes: number };

/** What a pasted text fills in. Parts that it doesn't have are null. */
export type Pasted = {
  request: CurlRequest | null;
  schedule: PastedSchedule | null;
  remarks: PasteRemark[];
};

/** `@every 5m`, as Go's cron has it; null for anything else, and for parts of a minute. */
function readEvery(schedule: string): number | null {
  const [, hours = "0", minutes = "0"] =
    /^@every (?:(\d+)h)?(?:(\d+)m)?(?:0s)?$/i.exec(schedule) ?? [];
  const total = Number(hours) * HOUR_MINUTES + Number(minutes);
  return total > 0 ? total : null;
}

function readSchedule({ schedule, timezone }: CrontabLine): PastedSchedule | null {
  if (/^@reboot$/i.test(schedule)) return null;
  const minutes = readEvery(schedule);
  if (minutes !== null) return { kind: "interval", minutes };
  return { kind: "cron", expression: readCronText(schedule).expression, timezone };
}

function readJob({ program, shell }: JobCommand, input: string | null) {
  const words = { ...shell, input: shell.input ?? input };
  return program === "curl" ? readCurlWords(words) : readWgetWords(words);
}

function readCrontabPaste(line: CrontabLine): Pasted {
  const { command, input } = line;
  const schedule = readSchedule(line);
  const job = command === null ? null : findJobCommand(command);
  const read = job === null ? null : readJob(job, input);
  const remarks: PasteRemark[] = [
    ...(schedule === null ? [{ what: "@reboot", reason: "reboot" } as const] : []),
    ...line.variables.map((what) => ({ what, reason: "crontabVariable" }) as const),
    ...(line.user === null ? [] : [{ what: line.user, reason: "user" } as const]),
    ...(job?.skipped ?? []).map((what) => ({ what, reason: "wrapper" }) as const),
    ...(input === null ? [] : [{ what: "%", reason: "percent" } as const]),
    ...(command !== null && job === null ? [{ what: "", reason: "noRequest" } as const] : []),
    ...(read?.remarks ?? []),
  ];
  const isMoreUnsaid = line.hasMore && !remarks.some(({ reason }) => reason === "rest");
  if (isMoreUnsaid) remarks.push({ what: "", reason: "rest" });
  return { request: read?.request ?? null, schedule, remarks };
}

/** The command that stands amid other words, which are left out. */
function readAmid(text: string): Pasted | null {
  const found = findArgumentsAmid(text);
  if (found === null) return null;
  const shell = splitShellWords(found.rest, found.before);
  const { request, remarks } =
    found.program === "curl" ? readCurlWords(shell) : readWgetWords(shell);
  return { request, schedule: null, remarks: [{ what: "", reason: "before" }, ...remarks] };
}

/**
 * Reads what people paste to describe a routine: a command of `curl` or `wget`, or a crontab. Null for
 * any other text. It never throws, and keeps no credential, in the request or in a remark.
 */
export function readPaste(text: string): Pasted | null {
  const command = isCommand(text, "curl")
    ? parseCurlCommand(text)
    : isCommand(text, "wget")
      ? parseWgetCommand(text)
      : null;
  if (command !== null) return { ...command, schedule: null };
  const line = readCrontab(text);
  return line === null ? readAmid(text) : readCrontabPaste(line);
}
