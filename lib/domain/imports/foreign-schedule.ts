import { safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import type { RoutineSettings } from "@/lib/domain/routine/routine";
import { MAX_INTERVAL_MINUTES, type RoutineLimits } from "@/lib/domain/routine/routine-options";
import { toCrontab } from "@/lib/domain/schedule/cron-dialects";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { checkCronExpression } from "@/lib/domain/schedule/schedule";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { clockText, fromZonedTime } from "@/lib/domain/schedule/zoned-time";
import { HOUR_MINUTES, MINUTE_SECONDS } from "@/lib/domain/time-units";

/**
 * A schedule as another scheduler has it. `quartz` is the dialect whose week begins at 1 for Sunday; `year`
 * is its sixth field.
 */
export type ForeignSchedule =
  | { kind: "cron"; expression: string; dialect: "crontab" | "quartz"; year?: string }
  | { kind: "seconds"; seconds: number }
  /** A time of the wall clock, as `2027-01-31T09:00:00`. */
  | { kind: "once"; at: string }
  | { kind: "none" };

type ScheduleSettings = Partial<
  Pick<
    RoutineSettings,
    "interval_minutes" | "cron_expression" | "run_at" | "timezone" | "starts_at" | "ends_at"
  >
>;

type FittedSchedule = {
  settings: ScheduleSettings;
  remarks: ImportRemark[];
  /** It isn't the schedule of the job, so that the routine waits for a person. */
  isGuess: boolean;
};

type Surroundings = { timezone: string; limits: RoutineLimits; now: Date };

/** The interval of a job that has no schedule. */
const GUESSED_MINUTES = 60;

/** The shortest step that goes round an hour evenly and is at least the minimum. */
const thinStep = (minimum: number) =>
  Array.from({ length: HOUR_MINUTES }, (_, index) => index + 1).find(
    (step) => step >= minimum && HOUR_MINUTES % step === 0,
  );

function fitInterval(seconds: number, { limits }: Surroundings): FittedSchedule {
  const minutes = Math.ceil(seconds / MINUTE_SECONDS);
  if (!(minutes >= 1 && minutes <= MAX_INTERVAL_MINUTES)) {
    throw new RefusedJobError("interval_invalid");
  }
  const least = limits.minIntervalMinutes;
  const remarks =
    minutes < least
      ? [remark("interval_raised", { from: seconds, to: least })]
      : seconds % MINUTE_SECONDS === 0
        ? []
        : [remark("seconds_rounded", { seconds, minutes })];
  return { settings: { interval_minutes: Math.max(minutes, least) }, remarks, isGuess: false };
}

/** The first and the last of the years of a field; null where they aren't one stretch. */
function readYears(field: string): [number, number] | null {
  const [, from, to = from] = /^(\d{4})(?:-(\d{4}))?$/.exec(field) ?? [];
  if (from === undefined) return null;
  const years: [number, number] = [Number(from), Number(to)];
  return years[0] <= years[1] && years[0] >= 2_000 && years[1] < 2_999 ? years : null;
}

function fitYears(field: string, { timezone, now }: Surroundings): FittedSchedule {
  if (/^[*?]$/.test(field)) return { settings: {}, remarks: [], isGuess: false };
  const years = readYears(field);
  if (years === null) throw new RefusedJobError("cron_years", { name: safeText(field) });
  const start = fromZonedTime(`${years[0]}-01-01T00:00`, timezone);
  const end = fromZonedTime(`${years[1] + 1}-01-01T00:00`, timezone);
  if (end !== null && end <= now) throw new RefusedJobError("time_passed", { name: field });
  return {
    settings: { starts_at: start?.toISOString() ?? null, ends_at: end?.toISOString() ?? null },
    remarks: [remark("year_as_window", { year: field })],
    isGuess: false,
  };
}

/** Six or seven fields without their seconds and year, where there are any. */
function splitFields(text: string): { seconds: string | null; fields: string[]; year: string } {
  const fields = text.split(/\s+/);
  if (fields.length === 7) {
    return { seconds: fields[0] ?? null, fields: fields.slice(1, 6), year: fields[6] ?? "*" };
  }
  return fields.length === 6
    ? { seconds: fields[0] ?? null, fields: fields.slice(1), year: "*" }
    : { seconds: null, fields, year: "*" };
}

function fitCron(
  schedule: Extract<ForeignSchedule, { kind: "cron" }>,
  around: Surroundings,
): FittedSchedule {
  const { timezone, limits } = around;
  const text = readCronText(schedule.expression).expression;
  const shown = safeText(text);
  const { seconds, fields, year } = splitFields(text);
  const isQuartz = schedule.dialect === "quartz";
  const plain = fields.join(" ");
  const minimum = limits.minIntervalMinutes;
  const check = (expression: string) => checkCronExpression(expression, timezone, minimum);
  const remarks: ImportRemark[] = [];
  const asIs = isQuartz && /\d|L/i.test(fields[4] ?? "") ? null : check(plain);
  const isReadable = asIs !== null && (asIs.ok || asIs.code === "cron_too_frequent");
  const expression = isReadable ? plain : toCrontab(fields, isQuartz);
  if (expression === null) throw new RefusedJobError("cron_invalid", { name: shown });
  if (seconds !== null) {
    const code = seconds === "0" || seconds === "00" ? "seconds_dropped" : "seconds_lost";
    remarks.push(remark(code, { from: shown, to: expression }));
  } else if (expression !== plain) {
    remarks.push(remark("cron_rewritten", { from: shown, to: expression }));
  }
  const window = fitYears(schedule.year ?? year, around);
  const checked = check(expression);
  let fitted = expression;
  if (!checked.ok && checked.code === "cron_too_frequent") {
    const [minute = "", ...rest] = expression.split(" ");
    const step = thinStep(minimum);
    // Only a cadence can be made slower: times that are named one by one are meant.
    const thinned =
      step !== undefined && /^\*(?:\/\d+)?$/.test(minute)
        ? [step === HOUR_MINUTES ? "0" : `*/${step}`, ...rest].join(" ")
        : null;
    if (thinned === null || !check(thinned).ok) {
      throw new RefusedJobError("cron_too_frequent", { name: shown, minutes: minimum });
    }
    remarks.push(remark("cron_thinned", { from: expression, to: thinned, minutes: minimum }));
    fitted = thinned;
  } else if (!checked.ok) throw new RefusedJobError("cron_invalid", { name: shown });
  return {
    settings: { cron_expression: fitted, timezone, ...window.settings },
    remarks: [...remarks, ...window.remarks],
    isGuess: false,
  };
}

function fitOnce(at: string, { timezone, now }: Surroundings): FittedSchedule {
  const instant = fromZonedTime(at.replace(/Z$/, ""), timezone);
  if (instant === null) throw new RefusedJobError("cron_invalid", { name: safeText(at) });
  const minute = new Date(Math.floor(instant.getTime() / 60_000) * 60_000);
  const shown = clockText(minute);
  if (minute <= now) throw new RefusedJobError("time_passed", { name: shown });
  const hasSeconds = minute.getTime() !== instant.getTime();
  return {
    settings: { run_at: minute.toISOString(), timezone },
    remarks: hasSeconds ? [remark("seconds_lost", { from: safeText(at), to: shown })] : [],
    isGuess: false,
  };
}

/**
 * The schedule as a routine can have it, with a remark on whatever is different.
 * @throws {RefusedJobError} where no schedule here does the same, or nearly so.
 */
export function fitSchedule(schedule: ForeignSchedule, around: Surroundings): FittedSchedule {
  if (!isTimezone(around.timezone)) {
    throw new RefusedJobError("timezone_unknown", { name: safeText(around.timezone) });
  }
  switch (schedule.kind) {
    case "seconds":
      return fitInterval(schedule.seconds, around);
    case "cron":
      return fitCron(schedule, around);
    case "once":
      return fitOnce(schedule.at, around);
    case "none": {
      const minutes = Math.max(GUESSED_MINUTES, around.limits.minIntervalMinutes);
      return {
        settings: { interval_minutes: minutes },
        remarks: [remark("schedule_missing", { minutes })],
        isGuess: true,
      };
    }
  }
}
