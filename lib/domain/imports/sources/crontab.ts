import { programOf, readRequest, readSurroundings } from "@/lib/domain/imports/command-job";
import {
  plainJob,
  refusalOf,
  refuse,
  type ReadJob,
  type SourceReader,
} from "@/lib/domain/imports/foreign-job";
import type { ForeignSchedule } from "@/lib/domain/imports/foreign-schedule";
import { safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import { substitute } from "@/lib/domain/imports/substitute";
import { readJobLine, readVariable, type CrontabLine } from "@/lib/domain/paste/crontab-line";
import { findJobCommand } from "@/lib/domain/paste/job-command";
import { HOUR_MINUTES, MINUTE_SECONDS } from "@/lib/domain/time-units";

/** Cron itself reads 1,000 characters of a command. */
const MAX_LINE_CHARACTERS = 8_000;

/** What a crontab has set when a line is read. */
type Setting = { zone: string | null; isFromTz: boolean; values: Map<string, string> };

/** Comments that name no job: a table of the fields, a line of dashes, a job that is commented out. */
const isNote = (text: string) =>
  text !== "" &&
  /\p{L}/u.test(text) &&
  !/^(?:m\s+h\s|min|minute\s+hour|[-=*#\s]+$|[*\d@])/i.test(text) &&
  readJobLine(text) === null &&
  readVariable(text) === null;

function scheduleOf({ schedule }: Pick<CrontabLine, "schedule">): ForeignSchedule {
  if (/^@reboot$/i.test(schedule)) throw new RefusedJobError("reboot");
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^@every (?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/i.exec(schedule) ?? [];
  const total = (Number(hours) * HOUR_MINUTES + Number(minutes)) * MINUTE_SECONDS + Number(seconds);
  return total > 0
    ? { kind: "seconds", seconds: total }
    : { kind: "cron", expression: schedule, dialect: "crontab" };
}

function readLine(
  line: NonNullable<ReturnType<typeof readJobLine>>,
  { zone, isFromTz, values }: Setting,
  given: string | null,
) {
  if (line.command === null) throw new RefusedJobError("unreadable");
  const command = substitute(line.command, values);
  const job = findJobCommand(command);
  if (job === null) throw new RefusedJobError("not_http", { name: programOf(command) });
  const schedule = scheduleOf(line);
  const around = readSurroundings(job.skipped, job.shell.rest);
  const input = job.shell.input ?? line.input;
  const request = readRequest(job.program, { ...job.shell, input });
  const named = line.timezone ?? zone;
  const timezone = named ?? given ?? "UTC";
  const remarks: ImportRemark[] = [];
  if (schedule.kind === "cron" && named === null) {
    remarks.push(remark("timezone_assumed", { timezone: safeText(timezone, 60) }));
  } else if (named !== null && line.timezone === null && isFromTz) {
    remarks.push(remark("timezone_variable", { timezone: safeText(timezone, 60) }));
  }
  if (line.user !== null) remarks.push(remark("user_left_out", { name: safeText(line.user, 40) }));
  if (line.input !== null) remarks.push(remark("input_kept"));
  // A cadence names no hours that a clock could skip.
  const namesHours = schedule.kind === "cron" && line.schedule.split(" ")[1] !== "*";
  const movesTimes = namesHours && timezone !== "UTC" && !/^@hourly$/i.test(line.schedule);
  if (movesTimes) remarks.push(remark("gap_run"));
  return {
    ...plainJob,
    ...request,
    schedule,
    timezone,
    settings: {
      ...(request.followRedirects && { follow_redirects: true }),
      ...(movesTimes && { gap_policy: "RUN_AFTER_GAP" as const }),
    },
    remarks: [...remarks, ...around.remarks, ...request.remarks],
    isPaused: request.isPaused || around.isPaused,
  };
}

/** What is said of the variables that no command here uses. */
const variableNotes = (names: ReadonlySet<string>): ReadJob[] =>
  [...names].slice(0, 20).map((name) => ({
    note: /^MAIL(?:TO|FROM)$/.test(name)
      ? remark("mailto_left_out")
      : remark("crontab_variable", { name: safeText(name, 60) }),
  }));

const isUsed = (name: string, command: string) =>
  command.includes(`$${name}`) || command.includes(`\${${name}`);

/**
 * Reads a crontab, of a user or of the system: its zone, variables and macros, comments before a line as
 * its name. A variable counts for the lines after it, as in cron.
 */
export const readCrontabJobs: SourceReader = (text, { timezone }) => {
  const setting: Setting = { zone: null, isFromTz: false, values: new Map() };
  const jobs: ReadJob[] = [];
  const unused = new Set<string>();
  let note: string | null = null;
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (line.trim() === "") {
      note = null;
      continue;
    }
    if (line.length > MAX_LINE_CHARACTERS) {
      jobs.push(refuse(safeText(note ?? ""), "too_long", {}, number));
      continue;
    }
    const [, comment] = /^\s*#+\s*(.*)$/.exec(line) ?? [];
    if (comment !== undefined) {
      note = isNote(comment.trim()) ? comment.trim() : note;
      continue;
    }
    const read = readJobLine(line);
    const set = read === null ? readVariable(line) : null;
    if (set !== null) {
      if (/^(?:CRON_)?TZ$/.test(set.name)) {
        setting.zone = set.value;
        setting.isFromTz = set.name === "TZ";
      } else {
        setting.values.set(set.name, set.value);
        unused.add(set.name);
      }
      continue;
    }
    const name: string | null = note;
    note = null;
    const { command = null } = read ?? {};
    for (const variable of command === null ? [] : unused) {
      if (isUsed(variable, command ?? "")) unused.delete(variable);
    }
    const shown = name ?? programOf(command ?? line);
    if (read === null) {
      jobs.push(refuse(safeText(name ?? programOf(line), 60), "unreadable", {}, number));
      continue;
    }
    try {
      jobs.push({ job: { ...readLine(read, setting, timezone), name, line: number } });
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      jobs.push(refusalOf(error, safeText(shown, 60), number));
    }
  }
  return [...jobs, ...variableNotes(unused)];
};
